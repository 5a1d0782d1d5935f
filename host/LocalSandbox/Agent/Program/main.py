"""First process of a jail (PID 1): sets the jail's limits, then serves the host over one socket until that closes."""
import sys

sys.path.insert(0, "/run/hiveflow")
sys.dont_write_bytecode = True

import limits
import loop

limits.apply(sys.argv[1])
loop.serve("/run/agent.sock")
