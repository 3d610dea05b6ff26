package org.rationale.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that are there whole or not at all. */
final class AtomicFile {

  private AtomicFile() {}

  static void write(Path file, String content) throws IOException {
    // Not a file of createTempFile, which only its owner could read after the move.
    Path part = file.resolveSibling(".rationale-" + UUID.randomUUID() + ".part");
    try {
      Files.writeString(part, content, StandardOpenOption.CREATE_NEW);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
