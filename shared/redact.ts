/** What stands where a secret stood. */
export const MASK = '***';

/**
 * The text with every one of the secrets replaced by `***`, also where a secret stands percent-encoded, escaped as JSON
 * or in Base64. Everything that Alertbridge says to a person or stores passes through here.
 */
export function redact(text: string, secrets: readonly string[]): string {
  return withoutForms(text, formsOf(secrets));
}

/** A JSON value with `redact` applied to each string and key in it. */
export function redactValue(value: unknown, secrets: readonly string[]): unknown {
  const forms = formsOf(secrets);
  return forms.length === 0 ? value : valueWithoutForms(value, forms);
}

function withoutForms(text: string, forms: readonly string[]): string {
  return forms.reduce((redacted, form) => redacted.replaceAll(form, MASK), text);
}

function valueWithoutForms(value: unknown, forms: readonly string[]): unknown {
  if (typeof value === 'string') return withoutForms(value, forms);
  if (Array.isArray(value)) return value.map((item) => valueWithoutForms(item, forms));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [withoutForms(key, forms), valueWithoutForms(item, forms)]),
    );
  }
  return value;
}

/** Every way in which the secrets may be spelt, the longest first, so that no part of a long one is left behind. */
function formsOf(secrets: readonly string[]): string[] {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret === '') continue;
    const wellFormed = secret.toWellFormed();
    const encoded = encodeURIComponent(wellFormed);
    forms.add(secret);
    forms.add(encoded);
    forms.add(encoded.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()));
    forms.add(encodeURI(wellFormed));
    forms.add(JSON.stringify(secret).slice(1, -1));
    forms.add(base64(wellFormed).replace(/=+$/, ''));
    try {
      forms.add(decodeURIComponent(secret));
    } catch {
      // A secret with a lone % has no decoded form.
    }
  }
  return [...forms].sort((a, b) => b.length - a.length);
}

function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
