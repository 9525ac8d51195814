import { expect, it } from 'vitest';
import { checkFile } from './check_file.ts';

const file = (...parts: (string | number[])[]) =>
  new Blob(parts.map((part) => (typeof part === 'string' ? part : new Uint8Array(part))));

/** An end, as a whole JPEG has it. */
const END = [0xff, 0xd9];
/** A JPEG up to its end: a part with a small picture that has an end of its own, then points with a mark among them. */
const JPEG = [
  0xff, 0xd8, 0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9, 0xff, 0xda, 0, 3, 1, 7, 0xff, 0, 7, 0xff, 0xd0, 7,
];

it.each([
  [file(JPEG, END), { kind: 'image' }],
  // Some telephones put a film behind the photo.
  [file(JPEG, END, 'ftypmp42'), { kind: 'image' }],
  [file(JPEG), { problem: 'cut' }],
  [file(JPEG.slice(0, 9)), { problem: 'cut' }],
  [file([0x89], 'PNG\r\n', [0x1a, 0x0a]), { kind: 'image' }],
  [file('RIFF', [1, 2, 3, 4], 'WEBPVP8 '), { kind: 'image' }],
  [file('%PDF-1.7\n'), { kind: 'pdf' }],
  [file([0, 0, 0, 24], 'ftypheic'), { problem: 'heic' }],
  [file([0, 0, 0, 24], 'ftypmp42'), { problem: 'unsupported' }],
  [file('Estimado doctor'), { problem: 'unsupported' }],
  [file('%'), { problem: 'unsupported' }],
  [file(''), { problem: 'empty' }],
  [file('%PDF-', 'x'.repeat(96)), { problem: 'tooLarge' }],
])('tells what a file is by what is in it (%#)', async (content, expected) => {
  expect(await checkFile(content, 100)).toEqual(expected);
});

it('says so where a file can no longer be read', async () => {
  const gone = file('%PDF-');
  gone.slice = () => {
    throw new Error('gone');
  };
  expect(await checkFile(gone, 100)).toEqual({ problem: 'unreadable' });
});

it('takes no picture that cannot be shown', async () => {
  const png = file([0x89], 'PNG\r\n', [0x1a, 0x0a]);
  expect(await checkFile(png, 100, async () => false)).toEqual({ problem: 'damaged' });
});
