package main

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
)

// tarList reads a .tar.gz from standard input with Go's own archive/tar, which is what Velero reads with, and prints
// one JSON line per entry: {"name", "type", "size", "sha256"}. Anything that Go finds wrong ends it with code 2.
func tarList() {
	compressed, err := gzip.NewReader(os.Stdin)
	if err != nil {
		fail(err)
	}
	archive, lines := tar.NewReader(compressed), json.NewEncoder(os.Stdout)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			fail(err)
		}
		hash := sha256.New()
		if _, err := io.Copy(hash, archive); err != nil {
			fail(err)
		}
		entry := map[string]any{"name": header.Name, "type": string(header.Typeflag), "size": header.Size, "sha256": hex.EncodeToString(hash.Sum(nil))}
		if err := lines.Encode(entry); err != nil {
			fail(err)
		}
	}
}
