package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.CacheFolder;
import org.rationale.kg.Sha256;

class UnpackedResourcesTest {

  private static final String MODEL = "the bytes of a model";
  private static final String SHA256 = Sha256.of(MODEL);

  @TempDir private Path folder;
  private Path cache;
  private UnpackedResources resources;

  @BeforeEach
  void open() {
    cache = folder.resolve("cache");
    resources = new UnpackedResources(new CacheFolder(cache));
  }

  private Path jar(String name, Map<String, String> entries) throws IOException {
    Path jar = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entriesOut = new JarOutputStream(out)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        entriesOut.putNextEntry(new JarEntry(entry.getKey()));
        entriesOut.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        entriesOut.closeEntry();
      }
    }
    return jar;
  }

  private static URL url(Path jar, String entry) throws IOException {
    return URI.create("jar:" + jar.toUri() + "!/" + entry).toURL();
  }

  private URL model() throws IOException {
    return url(jar("model.jar", Map.of("model.onnx", MODEL)), "model.onnx");
  }

  private static String text(ByteBuffer content) {
    return StandardCharsets.UTF_8.decode(content).toString();
  }

  private long kept() throws IOException {
    if (!Files.exists(cache)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(cache)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void theCopyIsMadeOnceAndTakenThen() throws IOException {
    URL model = model();
    assertThat(resources.content(model, SHA256).map(c -> text(c))).contains(MODEL);
    FileTime written = Files.getLastModifiedTime(cache.resolve(SHA256));
    assertThat(resources.content(model, SHA256).map(c -> text(c))).contains(MODEL);
    assertThat(Files.getLastModifiedTime(cache.resolve(SHA256))).isEqualTo(written);
    assertThat(kept()).isOne();
  }

  @Test
  void aDamagedCopyIsReplaced() throws IOException {
    URL model = model();
    assertThat(resources.content(model, SHA256)).isPresent();
    for (String damaged : new String[] {MODEL.replace('m', 'n'), "", MODEL + "!"}) {
      Files.delete(cache.resolve(SHA256));
      Files.writeString(cache.resolve(SHA256), damaged);
      assertThat(resources.content(model, SHA256).map(c -> text(c))).contains(MODEL);
      assertThat(cache.resolve(SHA256)).hasContent(MODEL);
    }
  }

  @Test
  void contentWithAnotherHashIsNotKept() throws IOException {
    assertThat(resources.content(model(), Sha256.of("another model"))).isEmpty();
    assertThat(kept()).isZero();
  }

  @Test
  void aCopyThatOthersCouldHaveWrittenIsNotTaken() throws IOException {
    URL model = model();
    assertThat(resources.content(model, SHA256)).isPresent();
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(resources.content(model, SHA256)).isEmpty();
  }

  @Test
  void withoutACacheNothingIsKept() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    UnpackedResources none = new UnpackedResources(new CacheFolder(file.resolve("cache")));
    assertThat(none.content(model(), SHA256)).isEmpty();
    assertThat(none.folder(model(), "models")).isEmpty();
  }

  @Test
  void aFileOutsideJarsIsLeftToTheCaller() throws IOException {
    Path plain = Files.writeString(folder.resolve("model.onnx"), MODEL);
    assertThat(resources.content(plain.toUri().toURL(), SHA256)).isEmpty();
    assertThat(resources.folder(plain.toUri().toURL(), "models")).isEmpty();
  }

  @Test
  void aFolderHasAllFilesBesideTheNamedOneAndNoneBelow() throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("native/x/liba.so", "a");
    entries.put("native/x/libb.so", "b");
    entries.put("native/x/deep/libc.so", "c");
    entries.put("native/y/libd.so", "d");
    Path jar = jar("natives.jar", entries);
    Path unpacked = resources.folder(url(jar, "native/x/liba.so"), "natives").orElseThrow();
    try (Stream<Path> files = Files.list(unpacked)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("liba.so", "libb.so");
    }
    assertThat(unpacked.resolve("libb.so")).hasContent("b");
    assertThat(resources.folder(url(jar, "native/x/libb.so"), "natives")).contains(unpacked);
    entries.put("native/x/libb.so", "B");
    Path newer = jar("newer.jar", entries);
    assertThat(resources.folder(url(newer, "native/x/liba.so"), "natives"))
        .isPresent()
        .isNotEqualTo(Optional.of(unpacked));
  }
}
