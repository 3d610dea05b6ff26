package org.rationale.explanations.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A ledger that is open for adding: a file with one entry a line. An entry that {@link #append} has
 * returned for is on the disk, and so is the signed head that speaks of it. One process at a time
 * has it open; others wait. Confined to one thread.
 */
public final class Ledger implements AutoCloseable {

  private final LedgerFiles files;
  private final KeyPair keys;
  private final Clock clock;
  private final LedgerLock lock;
  private final FileChannel channel;
  private final SecureRandom random = new SecureRandom();
  private final MerkleTree tree = new MerkleTree();

  /** Whether an entry could not be written whole; what is there of it has to be cut off first. */
  private boolean failed;

  private Ledger(
      LedgerFiles files, KeyPair keys, Clock clock, LedgerLock lock, FileChannel channel) {
    this.files = files;
    this.keys = keys;
    this.clock = clock;
    this.lock = lock;
    this.channel = channel;
  }

  /**
   * Opens a ledger, or begins one where there is no file. What a crash left behind the last signed
   * head was never acknowledged and is cut off.
   *
   * @param file the ledger; its head, its public key and the personal parts of its entries lie
   *     beside it
   * @param key of the secret key that signs; made for a new ledger where there is none
   * @param notices is told in a sentence what was cut off, whether others can read the key, and
   *     that another process has it open
   * @throws LedgerException if it does not verify, or if the key is not the ledger's
   */
  public static Ledger open(Path file, Path key, Clock clock, Consumer<String> notices)
      throws IOException {
    LedgerFiles files = new LedgerFiles(file);
    LedgerLock lock = LedgerLock.take(files, notices);
    @Nullable FileChannel channel = null;
    boolean done = false;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      boolean isNew = Files.notExists(files.head());
      Ledger ledger = new Ledger(files, keys(files, key, isNew), clock, lock, channel);
      LedgerKeys.exposure(key).ifPresent(notices);
      ledger.begin(isNew, notices);
      done = true;
      return ledger;
    } finally {
      if (!done) {
        try (lock) {
          if (channel != null) {
            channel.close();
          }
        }
      }
    }
  }

  private static KeyPair keys(LedgerFiles files, Path key, boolean isNew) throws IOException {
    if (!isNew && Files.notExists(key)) {
      throw new LedgerException(
          "The key of %s is not at %s; name its file.".formatted(files.ledger(), key));
    }
    KeyPair keys = LedgerKeys.readOrMake(key);
    if (!isNew && !LedgerKeys.readPublic(files.publicKey()).equals(keys.getPublic())) {
      throw new LedgerException("The key at %s is not that of %s.".formatted(key, files.ledger()));
    }
    return keys;
  }

  private void begin(boolean isNew, Consumer<String> notices) throws IOException {
    if (isNew) {
      String start = Files.readString(files.ledger());
      if (!(LedgerFiles.HEADER + "\n").startsWith(start)) {
        // Only what this method writes may be there without a head.
        throw new LedgerException(
            "%s has no signed head beside it, and is no new ledger.".formatted(files.ledger()));
      }
      LedgerFiles.replace(
          files.publicKey(),
          LedgerKeys.publicPem(keys.getPublic()).getBytes(StandardCharsets.US_ASCII));
      channel.truncate(0);
      write(channel, LedgerFiles.HEADER + "\n");
      sign();
    }
    SignedHead head = SignedHead.read(files.head());
    if (!head.isSignedBy(keys.getPublic())) {
      throw new LedgerException(files.head() + " is not signed by the ledger's key.");
    }
    LedgerReading reading = LedgerReading.of(files.ledger(), head);
    if (!reading.problem().isEmpty()) {
      throw new LedgerException("%s: %s".formatted(files.ledger(), reading.problem()));
    }
    if (reading.end() < channel.size()) {
      notices.accept(
          "%s: cut off %d bytes after entry %d that were never acknowledged."
              .formatted(
                  files.ledger(), channel.size() - reading.end(), reading.leaves().size() - 1));
      channel.truncate(reading.end());
      channel.force(true);
    }
    reading.leaves().forEach(tree::add);
    channel.position(channel.size());
    List<PersonalPart> parts = PersonalPart.read(files.personal());
    StringBuilder kept = new StringBuilder();
    parts.stream().filter(part -> part.entry() < tree.size()).forEach(p -> kept.append(p.line()));
    byte[] bytes = kept.toString().getBytes(StandardCharsets.UTF_8);
    if (Files.notExists(files.personal()) || bytes.length < Files.size(files.personal())) {
      LedgerFiles.replace(files.personal(), bytes);
    }
  }

  /**
   * Adds an entry. If that fails, the disk being full, say, nothing was acknowledged, and the
   * ledger takes no further entry until it is opened again.
   *
   * @param decided what stands in the ledger for good, as JSON values
   * @param personalFields of which the ledger has only salted hashes
   * @return the number of the entry, from 0
   */
  public long append(Map<String, Object> decided, Map<String, String> personalFields)
      throws IOException {
    if (failed) {
      throw new LedgerException(
          files.ledger() + " failed to take an entry; open it again, which cuts off its rest.");
    }
    failed = true;
    try {
      long index = add(decided, personalFields);
      failed = false;
      return index;
    } catch (IOException e) {
      throw new IOException(
          "%s did not take the entry, and nothing of it was acknowledged: %s"
              .formatted(files.ledger(), e.getMessage()),
          e);
    }
  }

  private long add(Map<String, Object> decided, Map<String, String> personalFields)
      throws IOException {
    long index = tree.size();
    List<PersonalPart> parts = new ArrayList<>();
    Map<String, String> hashes = new TreeMap<>();
    personalFields.forEach(
        (field, value) -> {
          byte[] salt = new byte[PersonalPart.SALT];
          random.nextBytes(salt);
          PersonalPart part = new PersonalPart(index, field, HexFormat.of().formatHex(salt), value);
          parts.add(part);
          hashes.put(field, part.hash());
        });
    StringBuilder lines = new StringBuilder();
    parts.forEach(part -> lines.append(part.line()));
    try (FileChannel personal = FileChannel.open(files.personal(), StandardOpenOption.APPEND)) {
      write(personal, lines.toString());
    }
    Entry entry =
        new Entry(tree.root(), new TreeMap<>(decided), index, new TreeMap<>(hashes), now());
    String line = LedgerJson.write(entry);
    write(channel, line + "\n");
    tree.add(line.getBytes(StandardCharsets.UTF_8));
    sign();
    return index;
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static void write(FileChannel channel, String text) throws IOException {
    LedgerFiles.write(channel, text.getBytes(StandardCharsets.UTF_8));
    channel.force(true);
  }

  private void sign() throws IOException {
    LedgerFiles.replace(files.head(), SignedHead.sign(tree, now(), keys).bytes());
  }

  /**
   * Removes the personal parts of an entry: the ledger stays as it is and verifies as before, but
   * what its hashes hide cannot be found again.
   *
   * @return how many fields were removed
   */
  public static int erase(Path file, long entry) throws IOException {
    LedgerFiles files = new LedgerFiles(file);
    if (Files.notExists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    LedgerLock lock = LedgerLock.take(files, notice -> {});
    try (lock) {
      List<PersonalPart> parts = PersonalPart.read(files.personal());
      StringBuilder kept = new StringBuilder();
      parts.stream().filter(part -> part.entry() != entry).forEach(p -> kept.append(p.line()));
      LedgerFiles.replace(files.personal(), kept.toString().getBytes(StandardCharsets.UTF_8));
      return (int) parts.stream().filter(part -> part.entry() == entry).count();
    }
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      channel.close();
    }
  }
}
