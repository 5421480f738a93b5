/** The filter language of field guide 3.2, parsed. */
export type FilterExpression =
  | { readonly kind: 'and' | 'or'; readonly left: FilterExpression; readonly right: FilterExpression }
  | { readonly kind: 'not'; readonly of: FilterExpression }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'pattern'; readonly pattern: RegExp }
  | {
      readonly kind: 'compare';
      readonly field: string;
      readonly operator: CompareOperator;
      readonly value: CompareValue;
    };

export type CompareOperator = '=' | '!=' | '>' | '<' | '>=' | '<=' | '~' | '!~';

/** Numbers are in the field's own unit (seconds, bytes, ratio). */
export type CompareValue =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pattern'; readonly pattern: RegExp };
