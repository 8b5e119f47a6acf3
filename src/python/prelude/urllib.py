# The package; its modules stand beside it.

import urllib.error as error
import urllib.request as request
