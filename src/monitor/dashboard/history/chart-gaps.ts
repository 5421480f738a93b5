import type { Gap } from '../../metrics/history-gaps.js';
import { formatDuration } from '../../text/format.js';
import type { ChartGap } from '../drawing/frame.js';
import type { Scene } from '../drawing/scene.js';
import type { ChartColumns } from './chart-time.js';

/** In cells, from the columns of dots. A gap that is narrower than a cell cannot be seen. */
export function chartGaps({ glyphs }: Scene, { placed }: ChartColumns): readonly ChartGap[] {
  return placed.gaps.flatMap((gap) => {
    const from = Math.floor(gap.first / 2);
    const to = Math.floor(gap.last / 2);
    return gap.first > gap.last ? [] : [{ from, to, text: ` ${gapText(gap)} `, hatch: glyphs.hatch }];
  });
}

/** `no reading for 7s`. */
export function gapText({ fromMs, toMs }: Gap): string {
  return `no reading for ${formatDuration((toMs - fromMs) / 1000)}`;
}
