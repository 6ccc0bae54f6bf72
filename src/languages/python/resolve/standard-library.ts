/*
 * Top-level modules of the standard library: `sys.stdlib_module_names` of CPython 3.11 to 3.14, and what older
 * versions had (PEP 594 removals, distutils, the names Python 2 code still guards with `except ImportError`).
 */
const NAMES = `
__builtin__ __future__ __main__ abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit
audioop base64 bdb binascii binhex bisect builtins bz2 cPickle cProfile cStringIO calendar cgi cgitb chunk cmath cmd
code codecs codeop collections colorsys commands compileall compression concurrent ConfigParser configparser contextlib
contextvars Cookie cookielib copy copy_reg copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis
distutils doctest dummy_threading email encodings ensurepip enum errno exceptions faulthandler fcntl filecmp fileinput
fnmatch formatter fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq
hmac html HTMLParser http httplib idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword
lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt
multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev parser pathlib
pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile
pyclbr pydoc pydoc_data pyexpat Queue queue quopri random re readline reprlib resource rlcompleter runpy sched secrets
select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket SocketServer socketserver spwd sqlite3
sre_compile sre_constants sre_parse ssl stat statistics string StringIO stringprep struct subprocess sunau symbol
symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit Tkinter
tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest
urllib urllib2 urlparse uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp
zipfile zipimport zlib zoneinfo
`

const STANDARD_LIBRARY: ReadonlySet<string> = new Set(NAMES.split(/\s+/).filter((name) => name !== ''))

export function isStandardLibrary(topLevel: string): boolean {
  return STANDARD_LIBRARY.has(topLevel)
}
