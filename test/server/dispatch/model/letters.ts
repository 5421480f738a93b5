/** Every request has bytes of its own, so that one byte in the wrong place shows. */

export const letterBytes = 1 << 15;

const letters = new Map<number, Buffer>();

/** The bytes of request `id`: both its body and its answer are the beginning of them. */
export function lettersOf(id: number): Buffer {
  let bytes = letters.get(id);
  if (bytes === undefined) {
    bytes = Buffer.alloc(letterBytes, `<${id}>`);
    letters.set(id, bytes);
  }
  return bytes;
}

export function forgetLetters(id: number): void {
  letters.delete(id);
}
