/** What Node's parser could not read, and the status to refuse it with. */
export interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

export function statusForParserError({ code, rawPacket }: ParserError): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  const head = rawPacket?.toString('latin1', 0, 8192) ?? '';
  // A version that exists and is not spoken here; any other text in its place is malformed.
  if (code === 'HPE_INVALID_VERSION' && /^\S+ \S+ HTTP\/[1-9]\.\d\r\n/.test(head)) return 505;
  return 400;
}
