# Runs one PostgreSQL server for as long as our standard input stays open, whatever becomes of the program that
# holds the other end: it may end, crash or be killed with -9. Exits with the server's exit code.
#
#   sh -c "$(cat guard.sh)" guard LOG SIGNAL REMOVE COMMAND...
#
# LOG     file that takes what the server says
# SIGNAL  how to stop it: INT (fast, with a checkpoint) or QUIT (at once)
# REMOVE  folder to delete after a stop that was asked for; empty for none
log=$1 signal=$2 remove=$3
shift 3
exec 3<&0 </dev/null >>"$log" 2>&1

"$@" 3<&- &
server=$!

(
  # Nothing is ever sent: read returns when the pipe is closed.
  while read -r _ <&3; do :; done
  # From here on we see the stop through, also when the server is gone first.
  trap '' TERM
  kill -s "$signal" "$server"
  tenths=0
  while kill -0 "$server" && [ "$tenths" -lt 600 ]; do
    sleep 0.1 || sleep 1
    tenths=$((tenths + 1))
    # A client that never lets go must not keep the server: after 30 s it stops at once.
    [ "$tenths" -eq 300 ] && kill -s QUIT "$server"
  done
  kill -s KILL "$server"
  exit 0
) 2>/dev/null &
watch=$!
exec 3<&-

wait "$server"
code=$?
# A crash is the program's to mend (it restarts us); a stop that was asked for ends here.
kill "$watch" 2>/dev/null
if wait "$watch" && [ -n "$remove" ]; then
  rm -rf "$remove"
fi
exit "$code"
