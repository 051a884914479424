import { existsSync, globSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { anchorsIn, DOCUMENTS, ROOT, textOf } from './markdown.ts';

/** The places that the documents name under this repository's own address. */
const OWN = /^https:\/\/github\.com\/alertbridge\/alertbridge\/(?:blob|tree)\/main\//;

const linksIn = (document: string): string[] => {
  const prose = textOf(document).replaceAll(/^( *)```[^]*?^\1```$/gm, '');
  return [
    ...[...prose.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].map(([, target = '']) => target),
    ...[...prose.matchAll(/(?:src|href|srcset)="([^"]+)"/g)].map(([, target = '']) => target),
  ];
};

function faultOf(document: string, link: string): string | undefined {
  const own = OWN.test(link);
  if (!own && /^(?:https?:|mailto:)/.test(link)) {
    return URL.canParse(link) ? undefined : `${link} is no URL`;
  }
  const [path = '', anchor] = link.replace(OWN, '').split('#');
  const target = path === '' ? document : normalize(own ? path : join(dirname(document), path));
  if (!existsSync(join(ROOT, target))) return `${link} leads nowhere`;
  return anchor && target.endsWith('.md') && !anchorsIn(target).has(anchor)
    ? `${link}: there is no such heading`
    : undefined;
}

describe('the links', () => {
  it.each(DOCUMENTS)('of %s lead somewhere', (document) => {
    expect(linksIn(document).flatMap((link) => faultOf(document, link) ?? [])).toEqual([]);
  });

  it('that nodes, credentials, forms and messages show lead somewhere too', () => {
    const files = globSync('{credentials,nodes,action,shared,.github}/**/*.{ts,json,yml}', { cwd: ROOT })
      .filter((file) => !/node_modules|(?:^|\/)dist\//.test(file))
      .concat('action.yml');
    const shown = files.flatMap((file) =>
      [...textOf(file).matchAll(/https:\/\/github\.com\/alertbridge\/alertbridge\/[^\s'"`)>]+/g)].map(
        ([link]) => ({ file, link }),
      ),
    );
    const own = shown.filter(({ link }) => OWN.test(link));
    expect(own.length).toBeGreaterThan(10);
    expect(own.filter(({ file, link }) => faultOf(file, link) !== undefined)).toEqual([]);
  });

  it('would be found faulty', () => {
    expect(faultOf('README.md', 'docs/nothing.md')).toBe('docs/nothing.md leads nowhere');
    expect(faultOf('README.md', 'CONTRIBUTING.md#nothing')).toBe(
      'CONTRIBUTING.md#nothing: there is no such heading',
    );
  });
});
