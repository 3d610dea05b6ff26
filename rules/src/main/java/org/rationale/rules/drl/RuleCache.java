package org.rationale.rules.drl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.drools.base.util.Drools;

/**
 * Keeps compiled rules between runs, because Drools takes seconds to compile what it loads in a
 * fraction of one.
 *
 * <p>An entry is code that will run, so the folder must be writable for its owner only, and owned
 * by the user or by root; otherwise it is not used. An entry starts with the SHA-256 of the rest;
 * one that does not fit is as good as none. A cache that cannot be written is none either: rules
 * are then compiled each time.
 */
final class RuleCache {

  private static final int DIGEST_LENGTH = 32;

  /** What compiled rules are linked with or made by: a change of any makes old entries void. */
  private static final List<Class<?>> LINKED =
      List.of(
          Statement.class,
          Literal.class,
          Conclusions.class,
          DrlReader.class,
          ConditionInspection.class,
          PastIndependence.class,
          ModelCompiler.class,
          CompiledRulesFormat.class);

  private final Path folder;

  RuleCache(Path folder) {
    this.folder = folder;
  }

  /**
   * The user's cache.
   *
   * @param properties {@code rationale.cache} names the folder
   * @param environment else {@code XDG_CACHE_HOME} does, or it is {@code ~/.cache/rationale}
   */
  static RuleCache ofUser(Properties properties, Map<String, String> environment) {
    String named = properties.getProperty("rationale.cache");
    if (named != null && !named.isBlank()) {
      return new RuleCache(Path.of(named));
    }
    String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG specification says that a relative path is to be ignored.
    Path parent =
        caches.startsWith("/")
            ? Path.of(caches)
            : Path.of(properties.getProperty("user.home", "."), ".cache");
    return new RuleCache(parent.resolve("rationale"));
  }

  Path folder() {
    return folder;
  }

  /** A name for exactly these rules under these versions. */
  String key(List<DrlFile> files, Prefixes prefixes) {
    MessageDigest digest = sha256();
    for (Class<?> linked : LINKED) {
      add(digest, code(linked));
    }
    add(digest, Drools.getFullVersion());
    add(digest, Runtime.version().toString());
    add(digest, prefixes.fingerprint());
    for (DrlFile file : files) {
      add(digest, file.name());
      add(digest, file.text());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The entry, if there is a whole one. */
  Optional<CompiledRules> get(String key) {
    try {
      Path entry = entry(key);
      if (!Files.isRegularFile(entry) || !trusted(folder)) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(entry);
      if (bytes.length < DIGEST_LENGTH) {
        return Optional.empty();
      }
      byte[] content = Arrays.copyOfRange(bytes, DIGEST_LENGTH, bytes.length);
      byte[] expected = Arrays.copyOf(bytes, DIGEST_LENGTH);
      return MessageDigest.isEqual(expected, sha256().digest(content))
          ? Optional.of(CompiledRulesFormat.read(content))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // Compiling anew is the remedy, and it replaces the entry.
    }
  }

  /** Stores an entry, if that is possible. */
  void put(String key, CompiledRules rules) {
    try {
      create();
      if (!trusted(folder)) {
        return;
      }
      byte[] content = CompiledRulesFormat.write(rules);
      Path temporary = Files.createTempFile(folder, "rules", ".part"); // owner-only on POSIX
      try {
        Files.write(temporary, sha256().digest(content));
        Files.write(temporary, content, StandardOpenOption.APPEND);
        Files.move(
            temporary,
            entry(key),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      // Nothing is lost but time at the next start; the rules themselves are compiled.
      return;
    }
  }

  private Path entry(String key) {
    return folder.resolve(key + ".drlc");
  }

  private void create() throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
      if (Files.getFileAttributeView(parent, PosixFileAttributeView.class) != null) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return;
      }
    }
    Files.createDirectories(folder);
  }

  private static boolean trusted(Path folder) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
    if (view == null) {
      return true; // Elsewhere, the folders of a user are the user's by default.
    }
    PosixFileAttributes attributes = view.readAttributes();
    Set<PosixFilePermission> foreign =
        EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    foreign.retainAll(attributes.permissions());
    String owner = attributes.owner().getName();
    return foreign.isEmpty()
        && (owner.equals(System.getProperty("user.name")) || owner.equals("root"));
  }

  private static byte[] code(Class<?> type) {
    String name = type.getSimpleName() + ".class";
    try (InputStream in = type.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The class file (%s) is not to be found.".formatted(name));
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(MessageDigest digest, String text) {
    add(digest, text.getBytes(StandardCharsets.UTF_8));
  }

  /** With its length, so that no two lists of parts look alike. */
  private static void add(MessageDigest digest, byte[] part) {
    digest.update((part.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(part);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
