export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

/** A sentence of the locale files, by its key. */
export type Text = (key: string, params?: Readonly<Record<string, string | number>>) => string;

export type Texts = (language: Language) => { readonly text: Text };
