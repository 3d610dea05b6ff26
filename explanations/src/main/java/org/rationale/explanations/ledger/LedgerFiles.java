package org.rationale.explanations.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The files of a ledger: what stands beside it under its name. */
record LedgerFiles(Path ledger) {

  /** The first line of every ledger: the format and its version. */
  static final String HEADER = "rationale-ledger 1";

  Path head() {
    return beside(".head");
  }

  Path publicKey() {
    return beside(".pub");
  }

  Path personal() {
    return beside(".personal");
  }

  Path lock() {
    return beside(".lock");
  }

  private Path beside(String ending) {
    return ledger.resolveSibling(ledger.getFileName() + ending);
  }

  /** Puts a file in place of another, so that a crash leaves the one or the other. */
  static void replace(Path file, byte[] content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(channel, content);
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      // The new name has to last too.
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  static void write(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
