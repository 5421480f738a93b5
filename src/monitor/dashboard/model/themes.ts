export const THEMES: Readonly<Record<ThemeName, string>> = {
  default: 'For dark backgrounds',
  light: 'For light backgrounds',
  'blue-orange': 'Safe for red-green blindness, dark background',
  'high-contrast': 'Safe for every colour vision, strongest contrast',
  mono: 'No colours: bold, reverse and underline',
};

export type ThemeName = 'default' | 'light' | 'blue-orange' | 'high-contrast' | 'mono';
