/** Shells that `lifeboat completion` speaks to. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** The name of such a shell. */
export type Shell = (typeof SHELLS)[number];

/** The script that makes a shell ask `lifeboat __complete` for what may come next. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}

const BASH = String.raw`# source <(lifeboat completion bash)
__lifeboat_complete() {
  local line directive= current="${'$'}{COMP_WORDS[COMP_CWORD]}"
  local -a candidates=()
  while IFS= read -r line; do
    case "$line" in
      :*) directive="${'$'}{line#:}" ;;
      *) candidates+=("${'$'}{line%%$'\t'*}") ;;
    esac
  done < <(lifeboat __complete "${'$'}{COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=("${'$'}{candidates[@]}")
  case "$directive" in
    0) compopt -o default; COMPREPLY=() ;;
    6) compopt -o nospace ;;
    16) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "${'$'}{current#=}") ;;
  esac
}
complete -F __lifeboat_complete lifeboat
`;

const ZSH = String.raw`#compdef lifeboat
# source <(lifeboat completion zsh)
_lifeboat() {
  local line directive=
  local -a candidates=()
  while IFS= read -r line; do
    case "$line" in
      :*) directive="${'$'}{line#:}" ;;
      *) candidates+=("${'$'}{${'$'}{line%%$'\t'*}//:/\\:}:${'$'}{line#*$'\t'}") ;;
    esac
  done < <(lifeboat __complete "${'$'}{(@)words[2,CURRENT]}" 2>/dev/null)
  case "$directive" in
    0) _files ;;
    16) _files -/ ;;
    *) _describe 'lifeboat' candidates ;;
  esac
}
if [ "${'$'}funcstack[1]" = "_lifeboat" ]; then _lifeboat "$@"; else compdef _lifeboat lifeboat; fi
`;

const FISH = String.raw`# lifeboat completion fish | source
function __lifeboat_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l answer (lifeboat __complete $words[2..-1] 2>/dev/null)
  set -l current (commandline -ct)
  switch "$answer[-1]"
    case ':0'
      __fish_complete_path $current
    case ':16'
      __fish_complete_directories $current
    case '*'
      string match --invert --regex '^:\d+$' -- $answer
  end
end
complete -c lifeboat -f -a '(__lifeboat_complete)'
`;

const POWERSHELL = String.raw`# lifeboat completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName lifeboat -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($wordToComplete -eq '') { $words += '' }
  lifeboat __complete @words 2>$null | Where-Object { $_ -notmatch '^:\d+$' } | ForEach-Object {
    $word, $about = $_ -split [char]9, 2
    if (-not $about) { $about = $word }
    [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
  }
}
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL };
