import type { Scene } from './scene.js';

/** Keys with arrows in words, for terminals that have none. */
export function spelledKeys({ glyphs }: Pick<Scene, 'glyphs'>, label: string): string {
  if (!glyphs.ascii) return label;
  return label.replace(/[↑↓←→]/g, (arrow) => ARROWS[arrow] ?? '?');
}

const ARROWS: Readonly<Record<string, string>> = { '↑': 'Up', '↓': 'Down', '←': 'Left', '→': 'Right' };
