/**
 * Runs one handler: reads handler, event and context from standard input, prints the result after a marker.
 * Connections of `http.client` (and of libraries on it: urllib, urllib3, boto3) go to the cloud's port.
 */
export const PYTHON_BOOTSTRAP = String.raw`
import http.client, importlib, json, os, socket, sys, time, traceback

port = int(os.environ["EMBEDDED_CLOUD_PROXY"])


def connect(self):
    self.sock = socket.create_connection(("127.0.0.1", port))


def putrequest(original):
    def put(self, *args, **options):
        original(self, *args, **options)
        scheme = "https" if isinstance(self, http.client.HTTPSConnection) else "http"
        self.putheader("x-embedded-origin", "%s://%s:%s" % (scheme, self.host, self.port))
    return put


connections = [http.client.HTTPConnection, http.client.HTTPSConnection]
try:
    import urllib3.connection
    connections += [urllib3.connection.HTTPConnection, urllib3.connection.HTTPSConnection]
except ImportError:
    pass
http.client.HTTPConnection.putrequest = putrequest(http.client.HTTPConnection.putrequest)
for connection in connections:
    connection.connect = connect

given = json.load(sys.stdin)
deadline = time.monotonic() + given["remainingMs"] / 1000


class Context:
    client_context = None
    identity = None

    def __init__(self, values):
        self.__dict__.update(values)

    def get_remaining_time_in_millis(self):
        return max(0, int((deadline - time.monotonic()) * 1000))


def answer(value):
    sys.stdout.write("\n\x01answer " + json.dumps(value))
    sys.stdout.flush()


def failure(kind, message, trace):
    answer({"error": {"errorType": kind, "errorMessage": message, "stackTrace": trace}})


def run():
    sys.path.insert(0, os.getcwd())
    name, _, function = given["handler"].rpartition(".")
    try:
        module = importlib.import_module(name.replace("/", "."))
    except SyntaxError as error:
        return failure("Runtime.UserCodeSyntaxError", str(error), [])
    except ImportError as error:
        return failure("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (name, error), [])
    handler = getattr(module, function, None)
    if handler is None:
        return failure("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function, name), [])
    answer({"result": handler(given["event"], Context(given["context"]))})


try:
    run()
except BaseException as error:
    failure(type(error).__name__, str(error), traceback.format_exc().splitlines())
`;
