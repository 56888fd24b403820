"""Files in an S3 bucket. The only place that knows boto3. Credentials come from the environment or the machine's role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from documents.storage import Folder, Key, NotStored, own, own_space

_MISSING = {"404", "NoSuchKey", "NotFound"}


class BucketStorage:
    """The provider encrypts at rest besides (SSE); what it gets is sealed already."""

    def __init__(self, bucket: str, endpoint: str = "") -> None:
        self._bucket = bucket
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint or None,
            config=Config(
                connect_timeout=5,
                read_timeout=20,
                retries={"mode": "standard", "max_attempts": 3},
                # Servers under an address of their own rarely have a host name per bucket.
                s3={"addressing_style": "path" if endpoint else "auto"},
            ),
        )

    def _at(self, key: Key) -> dict[str, str]:
        own(key.folder)
        return {"Bucket": self._bucket, "Key": str(key)}

    def put(self, key: Key, content: bytes) -> None:
        self._client.put_object(
            **self._at(key), Body=content, ContentType="application/octet-stream", ServerSideEncryption="AES256"
        )

    def get(self, key: Key) -> bytes:
        try:
            found: bytes = self._client.get_object(**self._at(key))["Body"].read()
        except ClientError as error:
            raise _translated(error, key) from None
        return found

    def exists(self, key: Key) -> bool:
        try:
            self._client.head_object(**self._at(key))
        except ClientError as error:
            if isinstance(_translated(error, key), NotStored):
                return False
            raise
        return True

    def delete(self, key: Key) -> None:
        self._client.delete_object(**self._at(key))

    def delete_all(self, folder: Folder) -> None:
        self._delete_below(f"{own(folder)}/")

    def sizes(self) -> Iterator[int]:
        return (int(item["Size"]) for page in self._pages(f"{own_space()}/") for item in page)

    def delete_everything(self) -> None:
        self._delete_below(f"{own_space()}/")

    def _delete_below(self, prefix: str) -> None:
        for page in self._pages(prefix):
            found = [{"Key": item["Key"]} for item in page]
            self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": found, "Quiet": True})

    def _pages(self, prefix: str) -> Iterator[list[dict[str, Any]]]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        return (page["Contents"] for page in pages if page.get("Contents"))


def _translated(error: ClientError, key: Key) -> Exception:
    missing = error.response.get("Error", {}).get("Code") in _MISSING
    return NotStored(key.variant) if missing else error
