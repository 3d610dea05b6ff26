package org.rationale.kg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that are there whole or not at all. */
public final class AtomicFile {

  private AtomicFile() {}

  /**
   * Writes a file in UTF-8; whoever reads it meanwhile sees the old one.
   *
   * @throws IOException if it cannot be written; the old one is still there
   */
  public static void write(Path file, String content) throws IOException {
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
