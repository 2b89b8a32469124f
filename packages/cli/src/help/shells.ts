/**
 * The scripts only hand the words typed so far to `keelson __complete`, whose answer has one candidate a line, a
 * tab, and what it is; so a new flag needs no new script. An empty answer leaves it to the shell (file names).
 */
export const scripts: Readonly<Record<string, string>> = {
  bash: `# keelson completion for bash
_keelson() {
  local IFS=$'\\n' line
  COMPREPLY=()
  while read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(keelson __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _keelson keelson
`,
  zsh: `#compdef keelson
_keelson() {
  local line
  local -a found
  while IFS= read -r line; do
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(keelson __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then _describe keelson found; else _files; fi
}
if [ "$funcstack[1]" = _keelson ]; then _keelson "$@"; else compdef _keelson keelson; fi
`,
  fish: `# keelson completion for fish
function __keelson_complete
  set -l words (commandline -opc) (commandline -ct)
  keelson __complete $words[2..-1] 2>/dev/null
end
complete -c keelson -f -a '(__keelson_complete)'
`,
}
