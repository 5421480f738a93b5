"""The numbers and shapes of the frames on a link; `messages/link-frames.ts` describes them and has the same."""
import struct

HEAD = struct.Struct("<IBBHI")
HEAD_BYTES = 12
SIZE = struct.Struct("<I")
#: A frame's head, the length of the answer's head, and microseconds.
RESPONSE_HEAD = struct.Struct("<IBBHIII")
SIZES_BYTES = 8
FILE = struct.Struct("<IQQ")
THREE = struct.Struct("<III")

REQUEST, BODY, BODY_ERROR, CANCEL, RETIRE, FILE_TAKEN, FILE_REFUSED, PAUSE, RECALL = 1, 2, 3, 4, 5, 6, 7, 8, 9
HELLO, RESPONSE, DATA, END, READ, SEND_FILE, RETURNED, CONTROL = 16, 17, 18, 19, 20, 21, 22, 23

ENVIRON_IS_JSON, BODY_FOLLOWS = 1, 2
LAST, EXCEPTION, CUT, COMPLETE = 1, 2, 4, 8
NO_APPLICATION = 0xFFFF
#: A flag of RETIRE.
SERVER_STOPS = 1

#: Numbers of requests on the wire are below this.
NUMBERS = 1 << 32
#: The most that fits.
MOST_MICROS = 0xFFFFFFFF

#: What is joined to one write; larger blocks are handed to the kernel without a copy.
JOIN_LIMIT = 65536
#: The gateway gathers an answer of one frame before it passes it on: not more than this.
BLOCK_LIMIT = 131072
#: Data passes through the gateway as it comes. It is cut so that it is soon seen when the client leaves.
DATA_LIMIT = 1048576
#: Larger frames from the gateway are a fault of the link. Bodies come in pieces; an environ has its own limit.
MAX_FRAME_BYTES = 64 * 1024 * 1024
