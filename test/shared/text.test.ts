import fc from 'fast-check';

import { cut, oneLine, printable, textOfHtml } from '../../shared/text.ts';

describe('cut', () => {
  it('is never longer than asked and never splits a pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 40 }), (text, length) => {
        const short = cut(text, length);
        expect(short.length).toBeLessThanOrEqual(length);
        expect(short.isWellFormed()).toBe(true);
        if (text.length <= length) expect(short).toBe(text);
        else expect(text.startsWith(short.slice(0, -1))).toBe(true);
      }),
    );
  });
});

describe('printable', () => {
  it('keeps line ends and tabs, and takes away control characters and lone surrogates', () => {
    expect(printable('a\r\nb\rc\td\u0000\u001b[31m\ud800')).toBe('a\nb\nc\td[31m\ufffd');
  });
});

describe('what turns the direction of a text', () => {
  it.each(['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'])(
    'is taken away (%j)',
    (mark) => {
      expect(printable(`invoice${mark}fdp.exe`)).toBe('invoicefdp.exe');
      expect(oneLine(`a${mark} b`)).toBe('a b');
    },
  );

  it('is not missed by texts that run from right to left', () => {
    expect(printable('שלום العالم')).toBe('שלום العالم');
  });
});

describe('oneLine', () => {
  it('makes one line of many', () => {
    expect(oneLine('  a\n\n b\tc ')).toBe('a b c');
  });
});

describe('textOfHtml', () => {
  it.each([
    ['<p>Two <b>bold</b> words</p><p>and&nbsp;more</p>', 'Two bold words\nand more'],
    ['a<br/>b<br>c', 'a\nb\nc'],
    ['<a href="https://x.example">link</a> &amp; &lt;tag&gt; &#39;q&#x27;', "link & <tag> 'q'"],
    ['<script>alert("x")</script>safe<!-- hidden -->', 'safe'],
    ['shown<!-- hidden, as it has no end', 'shown'],
    ['shown<SCRIPT src="x">alert("hidden")', 'shown'],
    ['<style-guide>shown</style-guide><style>p { color: red }</style >, and this', 'shown, and this'],
    ['one  two \t three \n\n  four ', 'one two three\nfour'],
    ['&AMP; &amp;lt; &#x1F6A8;', '& &lt; 🚨'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['&unknown; &#0; &#99999999;', '&unknown;  &#99999999;'.replace('  ', ' ')],
  ])('reads %j as %j', (html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });

  it.each(['<!--', '<script>', '<script ', '<p ', '<br', '<a>', '&', '&amp', ' \n'])(
    'takes eight times as long for eight times as many %j, and not sixty-four times',
    (part) => {
      const [short, long] = [part.repeat(1_000), part.repeat(8_000)];
      expect(leastMs(() => textOfHtml(long))).toBeLessThan(
        24 *
          Math.max(
            0.1,
            leastMs(() => textOfHtml(short)),
          ),
      );
    },
  );
});

/** What else the machine does can only lengthen a try. */
function leastMs(action: () => unknown): number {
  const times = Array.from({ length: 7 }, () => {
    const start = performance.now();
    action();
    return performance.now() - start;
  });
  return Math.min(...times);
}
