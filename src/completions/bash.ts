import { type CompletedOption, type CompletedProgram, nameChoiceOf, quoted } from './completed-program.js';

/**
 * Bash cuts words at `=`: `--format=js` is three of them. What is completed after `=` is what would be completed after
 * a blank.
 */
export function bashScript(program: CompletedProgram): string {
  const { name, options, commands = [] } = program;
  return `# bash completion of ${name}. In ~/.bashrc: eval "$(${name} --completions bash)"
_${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  if [[ $cur == '=' ]]; then cur=
  elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  COMPREPLY=()
${commands.length === 0 ? optionsOf(options) : byCommand()}  else compopt -o default; fi
}
${namesFunction(program)}complete -F _${name} ${name}
`;

  function byCommand(): string {
    const words = commands.map((command) => command.name);
    const cases = commands.map(
      (command) =>
        `    ${command.name})\n${optionsOf(command.options)}  else compopt -o default; fi\n  return ;;\n`,
    );
    return `  (( COMP_CWORD > 1 )) && case \${COMP_WORDS[1]} in\n${cases.join('')}  esac
${optionsOf(options)}  elif (( COMP_CWORD == 1 )); then compopt -o default; COMPREPLY=($(compgen -W ${quoted(words.join(' '))} -- "$cur"))
`;
  }

  function optionsOf(these: readonly CompletedOption[]): string {
    const names = these.flatMap((option) => option.names);
    return `  case $prev in
${these.map(valueCase).join('')}  esac
  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W ${quoted(names.join(' '))} -- "$cur"))
`;
  }

  function valueCase({ names: own, value }: CompletedOption): string {
    const pattern = `    ${own.join('|')})`;
    switch (value.kind) {
      case 'none':
        return '';
      case 'text':
        return `${pattern} return ;;\n`;
      case 'file':
        return `${pattern} compopt -o default; return ;;\n`;
      case 'words':
        return `${pattern} COMPREPLY=($(compgen -W ${quoted(value.words.join(' '))} -- "$cur")); return ;;\n`;
      case 'names':
        return `${pattern} _${name}_names; return ;;\n`;
    }
  }
}

function namesFunction(program: CompletedProgram): string {
  const choice = nameChoiceOf(program);
  if (choice === null) return '';
  const { by, otherwise, names } = choice;
  return `# The last of names with commas between them; the caller's $cur.
_${program.name}_names() {
  local by=${otherwise} names i head last
  for (( i = 1; i < COMP_CWORD; i++ )); do
    [[ \${COMP_WORDS[i]} == ${by} ]] || continue
    by=\${COMP_WORDS[i+1]}
    [[ $by == '=' ]] && by=\${COMP_WORDS[i+2]}
  done
  case $by in
${Object.entries(names)
  .map(([word, own]) => `    ${word}) names=${quoted(own.join(' '))} ;;\n`)
  .join('')}  esac
  last=\${cur##*,}
  head=\${cur%"$last"}
  if [[ $last == [+-]* ]]; then head+=\${last:0:1}; last=\${last:1}; fi
  compopt -o nospace
  COMPREPLY=($(compgen -P "$head" -W "$names" -- "$last"))
}
`;
}
