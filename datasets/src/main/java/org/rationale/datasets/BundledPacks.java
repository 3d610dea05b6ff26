package org.rationale.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.rationale.kg.CacheFolder;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Sha256;

/**
 * The packs that come with Rationale. Where the program runs from class folders, a pack is the
 * folder itself; where it runs from a jar, the pack is unpacked once into {@code packs/NAME-HASH}
 * below the user's cache ({@link CacheFolder}). The hash is of the contents, so a newer program
 * never takes an older pack.
 */
public final class BundledPacks {

  private static final String ROOT = "packs";
  private static final String MARK = "pack.yaml";

  private BundledPacks() {}

  /** The names of all packs, in alphabetical order. */
  public static List<String> names() {
    TreeSet<String> names = new TreeSet<>();
    for (URL root : roots()) {
      names.addAll(
          switch (root.getProtocol()) {
            case "file" -> namesInFolder(path(root));
            case "jar" -> namesInJar(root);
            default -> List.of();
          });
    }
    return List.copyOf(names);
  }

  /**
   * The folder of a pack.
   *
   * @throws InvalidInputException if no pack has that name
   */
  public static Path folder(String name) {
    if (!names().contains(name)) {
      throw new InvalidInputException(
          "unknown-pack",
          "bundled packs",
          "There is no bundled pack (%s).".formatted(name),
          "There are: %s.".formatted(String.join(", ", names())));
    }
    for (URL root : roots()) {
      if (root.getProtocol().equals("file")) {
        Path folder = path(root).resolve(name);
        if (Files.isRegularFile(folder.resolve(MARK))) {
          return folder;
        }
      } else if (root.getProtocol().equals("jar")) {
        SortedMap<String, byte[]> files = filesInJar(root, name);
        if (files.containsKey(MARK)) {
          return unpack(name, files, CacheFolder.ofUser().path());
        }
      }
    }
    throw new IllegalStateException("The pack (%s) has gone while it was opened.".formatted(name));
  }

  /**
   * Writes files into a folder that is named by their hash, unless it is there. The folder appears
   * whole or not at all, also when several programs unpack at the same time.
   */
  static Path unpack(String name, SortedMap<String, byte[]> files, Path cache) {
    Path packs = cache.resolve(ROOT);
    Path target = packs.resolve(name + "-" + hash(files).substring(0, 16));
    if (Files.isDirectory(target)) {
      return target;
    }
    try {
      Files.createDirectories(packs);
      Path draft = Files.createTempDirectory(packs, name + "-draft");
      try {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
          Path place = draft.resolve(file.getKey()).normalize();
          if (!place.startsWith(draft)) {
            throw new IOException("the entry (%s) leaves the folder".formatted(file.getKey()));
          }
          Path folder = place.getParent();
          if (folder != null) {
            Files.createDirectories(folder);
          }
          Files.write(place, file.getValue());
        }
        move(draft, target);
      } finally {
        delete(draft);
      }
      return target;
    } catch (IOException e) {
      throw new InvalidInputException(
          "cache-unwritable",
          cache.toString(),
          "The pack (%s) cannot be unpacked: %s.".formatted(name, e.getMessage()),
          "Name a folder that can be written with -Drationale.cache=FOLDER.");
    }
  }

  private static void move(Path draft, Path target) throws IOException {
    try {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system cannot rename in one step", e);
    } catch (IOException e) {
      // Another program was first; what it wrote has the same hash.
      if (!Files.isDirectory(target)) {
        throw e;
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /**
   * Of the files' names, lengths and checksums: it tells releases apart and vouches for nothing.
   */
  private static String hash(SortedMap<String, byte[]> files) {
    StringBuilder manifest = new StringBuilder();
    files.forEach(
        (name, content) -> {
          CRC32 checksum = new CRC32();
          checksum.update(content);
          manifest.append(name).append('\n');
          manifest.append(content.length).append(' ').append(checksum.getValue()).append('\n');
        });
    return Sha256.of(manifest.toString());
  }

  private static List<URL> roots() {
    try {
      Enumeration<URL> roots = BundledPacks.class.getClassLoader().getResources(ROOT);
      return new ArrayList<>(Collections.list(roots));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> namesInFolder(Path root) {
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .filter(folder -> Files.isRegularFile(folder.resolve(MARK)))
          .map(folder -> root.relativize(folder).toString())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path path(URL url) {
    try {
      return Path.of(new URI(url.toString()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The class path names no folder (%s).".formatted(url), e);
    }
  }

  private static List<String> namesInJar(URL root) {
    SortedSet<String> names = new TreeSet<>();
    inJar(root, (file, content) -> names.add(file.split("/", 2)[0]));
    return List.copyOf(names);
  }

  /** The contents of a pack's files, by their names relative to its folder. */
  private static SortedMap<String, byte[]> filesInJar(URL root, String pack) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    inJar(
        root,
        (file, content) -> {
          if (file.startsWith(pack + "/")) {
            try (InputStream in = content.open()) {
              files.put(file.substring(pack.length() + 1), in.readAllBytes());
            }
          }
        });
    return files;
  }

  private interface Content {
    InputStream open() throws IOException;
  }

  private interface Visit {
    void file(String name, Content content) throws IOException;
  }

  /** Goes through a jar's files below its packs folder, by their names relative to that. */
  private static void inJar(URL root, Visit visit) {
    try {
      URLConnection connection = root.openConnection();
      // A cached connection would share one open jar with the class loader and close it under it.
      connection.setUseCaches(false);
      if (!(connection instanceof JarURLConnection jarConnection)) {
        return;
      }
      String prefix = jarConnection.getEntryName() + "/";
      prefix = prefix.replace("//", "/");
      try (JarFile jar = jarConnection.getJarFile()) {
        for (JarEntry entry : Collections.list(jar.entries())) {
          if (!entry.isDirectory() && entry.getName().startsWith(prefix)) {
            visit.file(entry.getName().substring(prefix.length()), () -> jar.getInputStream(entry));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
