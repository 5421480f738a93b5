import type { ChartArea } from './frame.js';

/** Content of an empty cell of a chart where readings are missing: hatching, or the words; null: none are missing. */
export function gapCell(area: ChartArea, column: number, row: number): string | null {
  const gap = area.gaps.find(({ from, to }) => column >= from && column <= to);
  if (gap === undefined) return null;
  if (row !== Math.floor((area.height - 1) / 2)) return gap.hatch;
  const left = gap.from + Math.floor((gap.to - gap.from + 1 - gap.text.length) / 2);
  return (left <= gap.from ? undefined : gap.text[column - left]) ?? gap.hatch;
}
