import { cut, oneLine, textOfHtml } from '../../text.ts';
import type { ApiContextResult } from './result.ts';

/** Bounds the text before it is taken apart, so that a giant payload costs no more than a large one. */
const MAX_HTML = 4_000;
const MAX_HTML_OF_TITLE = 1_000;

/** What a person reads of a piece of the sender's HTML; `undefined` where that is nothing. */
export function sentence(html: string | null | undefined, maxHtml = MAX_HTML): string | undefined {
  return html ? cut(textOfHtml(html.slice(0, maxHtml)), 2_000) || undefined : undefined;
}

/** What the sender's own words say that a person on call needs: no sign-off, and no link that the alert has anyway. */
export function saidBySender({ context }: ApiContextResult): string[] {
  const { title, description } = context?._notification ?? {};
  const said = sentence(description)
    ?.replaceAll(/\bView details here\b[^\n]*/gi, '')
    .replace(/\bSincerely,?\s+(?:the\s+)?API\s?(?:metrics|context)\s+team\W*$/i, '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n');
  return [sentence(title, MAX_HTML_OF_TITLE), said].flatMap((text) => text || []);
}

/**
 * The call's name, as a result without `call_meta` has it: in the notification's title after the last colon (`[FAIL]:
 * APImetrics: All Failures: Checkout - Create order`), and as the text of the description's first link. The link's text
 * is the surer one where it ends the title, since a name can hold a colon itself.
 */
export function nameInNotification({ context }: ApiContextResult): string | undefined {
  const { title, description } = context?._notification ?? {};
  const heading = oneLine(sentence(title, MAX_HTML_OF_TITLE) ?? '');
  const link = /<a\b[^<>]*>([^<>]*)<\/a\s*>/i.exec((description ?? '').slice(0, MAX_HTML))?.[1] ?? '';
  const linked = oneLine(textOfHtml(link));
  const isName = linked !== '' && !/^https?:|^view details|^here$/i.test(linked);
  if (isName && (heading === '' || heading.endsWith(linked))) return linked;
  const last = heading.includes(':') ? heading.slice(heading.lastIndexOf(':') + 1).trim() : '';
  return last || (isName ? linked : undefined);
}
