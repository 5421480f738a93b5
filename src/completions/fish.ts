import { type CompletedOption, type CompletedProgram, nameChoiceOf } from './completed-program.js';

export function fishScript(program: CompletedProgram): string {
  const { name, options, commands = [] } = program;
  const words = commands.map((command) => command.name).join(' ');
  const without = words === '' ? '' : ` -n 'not __fish_seen_subcommand_from ${words}'`;
  const ofCommands = commands.map(
    (command) =>
      `complete -c ${name} -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.about)}\n${linesOf(
        command.options,
        ` -n '__fish_seen_subcommand_from ${command.name}'`,
      )}`,
  );
  return `# fish completion of ${name}. ${name} --completions fish > ~/.config/fish/completions/${name}.fish
${namesFunction(program)}${linesOf(options, without)}${ofCommands.join('')}`;

  function linesOf(these: readonly CompletedOption[], condition: string): string {
    return these.map((option) => `complete -c ${name}${condition} ${argumentsOf(name, option)}\n`).join('');
  }
}

function argumentsOf(program: string, { names, about, value }: CompletedOption): string {
  const flags = names.map((own) => (own.startsWith('--') ? `-l ${own.slice(2)}` : `-s ${own.slice(1)}`));
  return [...flags, ...completedValue(program, value), `-d ${quoted(about)}`].join(' ');
}

function completedValue(program: string, value: CompletedOption['value']): readonly string[] {
  switch (value.kind) {
    case 'none':
      return [];
    case 'text':
      return ['-x'];
    case 'file':
      return ['-r', '-F'];
    case 'words':
      return ['-x', `-a ${quoted(value.words.join(' '))}`];
    case 'names':
      return ['-x', `-a '(__${program}_names)'`];
  }
}

function namesFunction(program: CompletedProgram): string {
  const choice = nameChoiceOf(program);
  if (choice === null) return '';
  const { by, otherwise, names } = choice;
  return `function __${program.name}_names
    set -l by ${otherwise}
    set -l words (commandline -opc)
    set -l at (contains -i -- ${by} $words); and set by $words[(math $at + 1)]
    set -l whole (string match -r -g -- '^${by}=(.*)' $words); and set by $whole[1]
    set -l current (string replace -r -- '^--[a-z-]+=' '' (commandline -ct))
    set -l head (string match -r -- '^.*,[+-]?|^[+-]' $current)
    switch $by
${Object.entries(names)
  .map(([word, own]) => `        case ${word}\n            printf '%s\\n' "$head"{${own.join(',')}}\n`)
  .join('')}    end
end
`;
}

/** Fish takes a backslash in single quotes for what it is, except before a quote or another one. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
