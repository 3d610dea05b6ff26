package org.rationale.kg;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Documents that are read together, as {@link FactReader} says, into one sink: a choice or an IRI
 * as reifier may span them. Errors are collected and come with {@link #finish}.
 */
public final class FactDocuments {

  private static final int GZIP_MAGIC_1 = 0x1f;
  private static final int GZIP_MAGIC_2 = 0x8b;

  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final RdfParser parser = new RdfParser(diagnostics);
  private final FactAssembly assembly;

  public FactDocuments(FactSink sink) {
    this.assembly = new FactAssembly(sink, diagnostics);
  }

  /** Reads a file, which its path as given names in places and sources. */
  public void add(Path file) {
    add(file, file.toString());
  }

  /**
   * Reads a file.
   *
   * @param name of the file, in places and sources
   */
  public void add(Path file, String name) {
    parser.parse(file, name, assembly.from(name));
  }

  /**
   * Reads a stream of UTF-8, plain or gzipped, which stays open.
   *
   * @param name of the stream, in places and sources
   */
  public void add(InputStream in, RdfFormat format, String name) {
    try {
      parser.parse(unzipped(in), format, name, assembly.from(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream unzipped(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
    buffered.mark(2);
    boolean zipped = buffered.read() == GZIP_MAGIC_1 && buffered.read() == GZIP_MAGIC_2;
    buffered.reset();
    return zipped ? new GZIPInputStream(buffered, 1 << 16) : buffered;
  }

  /**
   * Reads a text.
   *
   * @param name of the text, in places and sources
   */
  public void addText(String text, RdfFormat format, String name) {
    try {
      parser.parse(new StringReader(text), format, name, assembly.from(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends the reading; only now are the facts in the sink what the documents mean.
   *
   * @return prefixes without the colon, in the order read; the first declaration of a prefix counts
   * @throws InvalidInputException with everything that is wrong
   */
  public Map<String, String> finish() {
    // What a broken document seems to mean is not worth reporting on top.
    if (diagnostics.isEmpty()) {
      Map<String, String> prefixes = assembly.finish();
      if (diagnostics.isEmpty()) {
        return prefixes;
      }
    }
    throw new InvalidInputException(diagnostics);
  }
}
