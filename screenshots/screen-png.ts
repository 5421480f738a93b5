import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';

/*
 * The SVG of a screen as PNG, for places that show no SVG. The font comes with the development packages, so that every
 * machine makes the same picture.
 */

const FONT_FILES = ['DejaVuSansMono.ttf', 'DejaVuSansMono-Bold.ttf', 'DejaVuSans.ttf'];

export function screenPng(svg: string): Uint8Array {
  const { resolve } = createRequire(import.meta.url);
  const fontFiles = FONT_FILES.map((file) => resolve(`dejavu-fonts-ttf/ttf/${file}`));
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans Mono' };
  return new Resvg(svg, { font }).render().asPng();
}
