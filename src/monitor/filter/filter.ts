/** The filter language of field guide 3.2, parsed. */
export type FilterExpression =
  | { readonly kind: 'and' | 'or'; readonly left: FilterExpression; readonly right: FilterExpression }
  | { readonly kind: 'not'; readonly of: FilterExpression }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | {
      readonly kind: 'compare';
      /** The field's own name, short names resolved. */
      readonly field: string;
      readonly operator: CompareOperator;
      readonly value: CompareValue;
    };

export type CompareOperator = '=' | '!=' | '>' | '<' | '>=' | '<=' | '~' | '!~';

/** Numbers are in the field's own unit (seconds, bytes, ratio, epoch milliseconds). */
export type CompareValue =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'flag'; readonly flag: boolean }
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  /** `field=-`: rows where it is not known. */
  | { readonly kind: 'unknown' };

/** A compiled regular expression that takes time linear in the text, whatever the pattern. */
export interface Pattern {
  readonly source: string;
  test(text: string): boolean;
}
