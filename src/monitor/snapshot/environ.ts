import type { RequestSample } from '../metrics/sample/sample.js';
import { redactVariable, type Secrets } from '../text/redact.js';

/**
 * The request variables as an object, secrets replaced unless asked for. A variable that comes twice has its last
 * value, as it has for the application.
 */
export function environOf(request: RequestSample, secrets: Secrets): Readonly<Record<string, string>> {
  return Object.fromEntries(
    request.vars.map((variable) => {
      const split = variable.indexOf('=');
      const name = split === -1 ? variable : variable.slice(0, split);
      const value = split === -1 ? '' : variable.slice(split + 1);
      return [name, redactVariable(name, value, secrets)];
    }),
  );
}
