package org.rationale.explanations.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other processes, and other threads of this one, from a ledger. It is a file of its own:
 * where a lock belongs to the process, as on POSIX systems, closing any channel to a locked file
 * gives the lock up, and a ledger is read by name while it is locked. For the same reason no second
 * channel to the file of the lock is opened in this process.
 */
final class LedgerLock implements AutoCloseable {

  private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private LedgerLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock, after waiting for other processes.
   *
   * @param notices is told in a sentence if it has to wait
   * @throws LedgerException if this process has it already
   */
  static LedgerLock take(LedgerFiles files, Consumer<String> notices) throws IOException {
    Path file = files.lock().toAbsolutePath().normalize();
    if (!TAKEN.add(file)) {
      throw new LedgerException(files.ledger() + " is open in this program already.");
    }
    @Nullable FileChannel channel = null;
    boolean done = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      @Nullable FileLock lock = channel.tryLock();
      if (lock == null) {
        notices.accept(files.ledger() + " is open in another process; waiting for it.");
        lock = channel.lock();
      }
      if (!lock.isValid()) {
        throw new LedgerException(files.ledger() + " could not be locked.");
      }
      done = true;
      return new LedgerLock(file, channel);
    } finally {
      if (!done) {
        try {
          if (channel != null) {
            channel.close();
          }
        } finally {
          TAKEN.remove(file);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close(); // That gives up the lock.
    } finally {
      TAKEN.remove(file);
    }
  }
}
