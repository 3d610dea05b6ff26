package org.rationale.kg;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * A folder for what is costly to make and can be made again. Nothing in it is needed: whoever finds
 * nothing, or not what was expected, makes it anew.
 *
 * @param path need not exist yet
 */
public record CacheFolder(Path path) {

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** The cache of the user who runs this program. */
  public static CacheFolder ofUser() {
    return ofUser(System.getProperties(), System.getenv());
  }

  /**
   * The cache of a user.
   *
   * @param properties {@code rationale.cache} names the folder
   * @param environment else it is {@code rationale} below {@code XDG_CACHE_HOME}, else {@code
   *     ~/.cache/rationale}
   */
  public static CacheFolder ofUser(Properties properties, Map<String, String> environment) {
    String named = properties.getProperty("rationale.cache", "");
    if (!named.isBlank()) {
      return new CacheFolder(Path.of(named));
    }
    String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG specification says that a relative path is to be ignored.
    Path parent =
        caches.startsWith("/")
            ? Path.of(caches)
            : Path.of(properties.getProperty("user.home", "."), ".cache");
    return new CacheFolder(parent.resolve("rationale"));
  }

  /** A folder in this one. */
  public CacheFolder folder(String name) {
    return new CacheFolder(path.resolve(name));
  }

  /** Where a file of this folder is or would be. */
  public Path file(String name) {
    return path.resolve(name);
  }

  /**
   * Whether only the user or root can have written what is in this folder. Code that will run, and
   * what is taken on the word of its name, must come from such a folder.
   */
  public boolean isTrusted() throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
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

  /** Creates the folder, for its owner only where the file system knows owners. */
  public void create() throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
      if (Files.getFileAttributeView(parent, PosixFileAttributeView.class) != null) {
        Files.createDirectories(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return;
      }
    }
    Files.createDirectories(path);
  }

  /**
   * Writes a file, which appears whole or not at all, also when several programs write it.
   *
   * @throws IOException if it cannot be written; what was there before is then still there
   */
  public void write(String name, Content content) throws IOException {
    create();
    Path part = Files.createTempFile(path, "cache", ".part"); // owner-only on POSIX
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        content.writeTo(out);
      }
      Files.move(
          part, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
