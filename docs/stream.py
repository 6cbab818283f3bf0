#!/usr/bin/env python3
"""Value a model on a LiveCalc server and read its tables, with nothing but websockets and pyarrow.

    python3 stream.py ws://127.0.0.1:3000/stream MODEL_FOLDER|JOB_ID [TABLE...]

The token, where the server asks for one, is taken from LIVECALC_TOKEN.
"""

import base64, json, os, pathlib, re, sys
import pyarrow as pa
from websockets.sync.client import connect


def submission(folder):
    config = (folder / "livecalc.config.json").read_text()
    paths = set(re.findall(r'"local://([^"]+)"', config))
    encoded = {path: base64.b64encode((folder / path).read_bytes()).decode() for path in paths}
    return {"config": json.loads(config), "assets": {path: {"base64": text} for path, text in encoded.items()}}


def read_tables(url, model, tables):
    token = os.environ.get("LIVECALC_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    folder, names, streams = pathlib.Path(model), {}, {}
    asked = {"type": "attach", "jobId": model}
    if folder.is_dir():
        asked = {"type": "execute", "submission": submission(folder)}
    with connect(url, subprotocols=["livecalc.v1"], additional_headers=headers, max_size=None) as socket:
        socket.send(json.dumps(asked | ({"tables": tables} if tables else {})))
        for frame in socket:
            if isinstance(frame, bytes):
                streams[int.from_bytes(frame[2:4], "little")] += frame[8:]
                continue
            message = json.loads(frame)
            if message["type"] == "stream":
                names[message["stream"]], streams[message["stream"]] = message["table"], bytearray()
            elif message["type"] == "error":
                sys.exit(f'{message["error"]["detail"]} [{message["error"]["code"]}]')
            elif message["type"] == "complete":
                read = {names[n]: pa.ipc.open_stream(pa.py_buffer(data)).read_all() for n, data in streams.items()}
                return read, message["result"]


if __name__ == "__main__":
    read, result = read_tables(sys.argv[1], sys.argv[2], sys.argv[3:])
    for name, table in read.items():
        print(name, table.num_rows, "rows", ", ".join(table.column_names))
    print(result["resultHash"])
