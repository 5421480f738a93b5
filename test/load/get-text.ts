import { get } from 'node:http';

/**
 * One request on a connection of its own: uWSGI's http-socket closes connections without a word, so that a kept one
 * may be gone when it is used again.
 */
export function getText(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
  });
}
