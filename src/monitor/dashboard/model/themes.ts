/** The themes by name, and what each is for. */
export const THEMES = {
  auto: 'Light or dark, by the background of the terminal',
  default: 'For dark backgrounds',
  light: 'For light backgrounds',
  'blue-orange': 'Safe for red-green blindness, dark background',
  'high-contrast': 'Safe for every colour vision, strongest contrast',
  mono: 'No colours: bold, reverse and underline',
} as const;

export type ThemeName = keyof typeof THEMES;

// Every key of the table is one.
export const THEME_NAMES = Object.keys(THEMES) as readonly ThemeName[];
