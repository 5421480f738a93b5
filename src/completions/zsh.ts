import { type CompletedOption, type CompletedProgram, nameChoiceOf, quoted } from './completed-program.js';

/** Read by `eval`, or put into a folder of `$fpath` as `_NAME`. */
export function zshScript(program: CompletedProgram): string {
  const { name, options, commands = [] } = program;
  const cases = commands.map(
    (command) =>
      `    ${command.name}) shift words; (( CURRENT-- )); ${argumentsOf(command.options)}; return ;;\n`,
  );
  const described = commands.map((command) => quoted(`${command.name}:${command.about}`)).join(' ');
  const ofCommands =
    commands.length === 0
      ? ''
      : `  local -a commands=(${described})
  if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then _describe command commands; fi
  (( CURRENT > 2 )) && case \${words[2]} in
${cases.join('')}  esac
`;
  return `#compdef ${name}
# zsh completion of ${name}. In ~/.zshrc, after compinit: eval "$(${name} --completions zsh)"
${namesFunction(program)}_${name}() {
${ofCommands}  ${argumentsOf(options)}
}
if [ "$funcstack[1]" = "_${name}" ]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;

  function argumentsOf(these: readonly CompletedOption[]): string {
    const specs = these.flatMap((option) => option.names.map((own) => quoted(specOf(name, option, own))));
    return `_arguments -s -S \\\n${specs.map((spec) => `    ${spec} \\\n`).join('')}    '*:file:_files'`;
  }
}

/** `--delay=[time between readings]:value:`; names of one option exclude each other. */
function specOf(program: string, { names, about, value }: CompletedOption, own: string): string {
  const excluded = names.length > 1 ? `(${names.join(' ')})` : '';
  const described = `[${about.replace(/[[\]\\:]/g, (sign) => `\\${sign}`)}]`;
  if (value.kind === 'none') return `${excluded}${own}${described}`;
  return `${excluded}${own}${own.startsWith('--') ? '=' : '+'}${described}:value:${actionOf(program, value)}`;
}

function actionOf(program: string, value: CompletedOption['value']): string {
  switch (value.kind) {
    case 'file':
      return '_files';
    case 'words':
      return `(${value.words.join(' ')})`;
    case 'names':
      return `_${program}_names`;
    default:
      return '';
  }
}

function namesFunction(program: CompletedProgram): string {
  const choice = nameChoiceOf(program);
  if (choice === null) return '';
  const { by, otherwise, names } = choice;
  return `_${program.name}_names() {
  local by=${otherwise} at=\${words[(I)${by}]} whole=\${words[(R)${by}=*]}
  (( at )) && by=\${words[at+1]}
  [[ -n $whole ]] && by=\${whole#*=}
  local -a names
  case $by in
${Object.entries(names)
  .map(([word, own]) => `    ${word}) names=(${own.join(' ')}) ;;\n`)
  .join('')}  esac
  compset -P '*,'
  compset -P '[+-]'
  compadd -S '' -a names
}
`;
}
