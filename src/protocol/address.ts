/** Where a stats server listens, as a user types it. */
export type Address =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** A file system path: a unix socket, or a file with a reply or a recording; the opener looks. */
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'abstract'; readonly name: string }
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'websocket'; readonly url: string }
  | { readonly kind: 'stdin' };
