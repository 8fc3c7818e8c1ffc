# Stands in for EC2's instance metadata, version 2 only: metadata.py FOLDER answers with the files of the folder.
import http.server
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])


class Metadata(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        self.answer(200 if self.path == "/latest/api/token" else 404, b"a-token")

    def do_GET(self):
        if self.headers.get("X-aws-ec2-metadata-token") != "a-token":
            return self.answer(401, b"")
        file = folder / self.path.removeprefix("/latest/meta-data/")
        self.answer(200, file.read_bytes()) if file.is_file() else self.answer(404, b"")

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


http.server.HTTPServer(("169.254.169.254", 80), Metadata).serve_forever()
