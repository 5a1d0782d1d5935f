# Bash as a kernel: runs the files named on descriptor 3, says "done" on 4 after each.
while IFS= read -r cell <&3; do
  eval "$(<"$cell")" 3<&- 4>&-
  rm -f -- "$cell"
  printf 'done\n' >&4
done
