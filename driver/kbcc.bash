# SPDX-License-Identifier: BSD-2-Clause
# bash completion for kbcc: commands and options from its own --help, then files.
_kbcc() {
	local cur=${COMP_WORDS[COMP_CWORD]} words
	if [ "$COMP_CWORD" -eq 1 ] && [[ $cur != -* ]]; then
		words=$("${COMP_WORDS[0]}" --help 2>/dev/null | sed -n '/^commands/,/^options/s/^  \([a-z]*\) .*/\1/p')
	elif [[ $cur == -* ]]; then
		words=$("${COMP_WORDS[0]}" $([[ ${COMP_WORDS[1]} != -* && $COMP_CWORD -gt 1 ]] && echo "${COMP_WORDS[1]}") --help 2>/dev/null |
			grep -oE '(^| )--?[a-zA-Z][-a-zA-Z0-9=+]*')
	fi
	mapfile -t COMPREPLY < <(compgen -W "${words:-}" -- "$cur"; compgen -f -- "$cur")
}
complete -o filenames -F _kbcc kbcc
