package org.rationale.perception;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import org.rationale.kg.CacheFolder;
import org.rationale.kg.Sha256;

/**
 * Large files of jars, kept unpacked in a cache. To inflate 50 MB at each start takes longer than
 * to reason.
 *
 * <p>What is taken from the cache is read and compared with what the jar says of its entry: the
 * length and the CRC-32, which finds what happened to a file by accident. Against intent, the
 * folder must be one that only the user or root can write to ({@link CacheFolder#isTrusted}). A
 * file that fails is unpacked anew, and what cannot be kept is not: the caller then reads the jar.
 */
final class UnpackedResources {

  private final CacheFolder cache;

  UnpackedResources(CacheFolder cache) {
    this.cache = cache;
  }

  /**
   * The content of a resource.
   *
   * @param sha256 of the content, which names it in the cache. It is hashed when it is unpacked.
   * @return mapped from the cache; empty if it is not in a jar, cannot be kept, or has another hash
   */
  Optional<ByteBuffer> content(URL resource, String sha256) {
    try {
      // A cached connection would share one open jar with the class loader and close it under it.
      if (!(resource.openConnection() instanceof JarURLConnection connection)) {
        return Optional.empty();
      }
      connection.setUseCaches(false);
      try (JarFile jar = connection.getJarFile()) {
        JarEntry entry = connection.getJarEntry();
        return content(jar, entry, cache, sha256, Optional.of(sha256));
      }
    } catch (IOException e) {
      return Optional.empty(); // The caller reads the resource itself and reports what is wrong.
    }
  }

  /**
   * A folder with all files of a folder in a jar; what lies deeper is left out.
   *
   * @param file a resource in that folder
   * @param name of the folder in the cache, to which a hash of its contents is added
   * @return empty if the resource is not in a jar or cannot be kept
   */
  Optional<Path> folder(URL file, String name) {
    try {
      if (!(file.openConnection() instanceof JarURLConnection connection)) {
        return Optional.empty();
      }
      connection.setUseCaches(false);
      try (JarFile jar = connection.getJarFile()) {
        String path = connection.getEntryName();
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        List<JarEntry> entries = new ArrayList<>();
        StringBuilder manifest = new StringBuilder();
        for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
          String entryName = entry.getName();
          if (entryName.startsWith(folder)
              && !entry.isDirectory()
              && entryName.indexOf('/', folder.length()) < 0) {
            entries.add(entry);
            manifest.append("%s %d %08x\n".formatted(entryName, entry.getSize(), entry.getCrc()));
          }
        }
        CacheFolder kept =
            cache.folder(name + "-" + Sha256.of(manifest.toString()).substring(0, 16));
        for (JarEntry entry : entries) {
          String fileName = entry.getName().substring(folder.length());
          if (content(jar, entry, kept, fileName, Optional.empty()).isEmpty()) {
            return Optional.empty();
          }
        }
        return Optional.of(kept.path());
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<ByteBuffer> content(
      JarFile jar, JarEntry entry, CacheFolder folder, String name, Optional<String> sha256)
      throws IOException {
    Path file = folder.file(name);
    Optional<ByteBuffer> kept = checked(file, entry, folder);
    if (kept.isPresent()) {
      return kept;
    }
    try (InputStream in = jar.getInputStream(entry)) {
      folder.write(
          name,
          out -> {
            MessageDigest digest = Sha256.digest();
            in.transferTo(new DigestOutputStream(out, digest));
            String unpacked = HexFormat.of().formatHex(digest.digest());
            if (sha256.isPresent() && !sha256.get().equals(unpacked)) {
              throw new IOException("The entry (%s) is (%s).".formatted(entry, unpacked));
            }
          });
    }
    return checked(file, entry, folder);
  }

  private static Optional<ByteBuffer> checked(Path file, JarEntry entry, CacheFolder folder)
      throws IOException {
    if (!folder.isTrusted() || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != entry.getSize()) {
        return Optional.empty();
      }
      ByteBuffer content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      CRC32 crc = new CRC32();
      crc.update(content.duplicate());
      return crc.getValue() == entry.getCrc() ? Optional.of(content) : Optional.empty();
    }
  }
}
