package org.rationale.kg;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.jena.atlas.RuntimeIOException;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.irix.IRIxResolver;
import org.apache.jena.riot.RiotException;
import org.apache.jena.riot.lang.LabelToNode;
import org.apache.jena.riot.lang.LangNQuads;
import org.apache.jena.riot.lang.LangNTriples;
import org.apache.jena.riot.lang.LangRIOT;
import org.apache.jena.riot.lang.LangTriG;
import org.apache.jena.riot.lang.LangTurtle;
import org.apache.jena.riot.system.ErrorHandler;
import org.apache.jena.riot.system.ParserProfileStd;
import org.apache.jena.riot.system.PrefixMapFactory;
import org.apache.jena.riot.system.RiotLib;
import org.apache.jena.riot.system.StreamRDFBase;
import org.apache.jena.riot.tokens.Tokenizer;
import org.apache.jena.riot.tokens.TokenizerText;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.util.Context;
import org.jspecify.annotations.Nullable;

/**
 * Parses local RDF documents with RIOT and tells the place of every statement.
 *
 * <p>RIOT's own entry points hide line and column, so its parsers are set up here with a profile
 * that notes the position of the statement under construction. Blank nodes depend on the document's
 * name and on the order in it alone, so that the same files give the same nodes. Relative IRIs are
 * resolved against {@code file:///NAME}, not against the working folder, for the same reason.
 */
final class RdfParser {

  private static final String SYNTAX_HINT = "Mend what stands at this place or just before it.";

  /** Takes what a document states. */
  interface Sink {
    /**
     * Takes one statement.
     *
     * @param graph the named graph, or {@link Quad#defaultGraphNodeGenerated}
     */
    void statement(Node graph, Triple triple, long line, long column);

    void prefix(String prefix, String iri);
  }

  private static final int MAXIMUM_DIAGNOSTICS = 100;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final List<Diagnostic> diagnostics;

  /**
   * @param diagnostics takes what is wrong with the documents
   */
  RdfParser(List<Diagnostic> diagnostics) {
    this.diagnostics = diagnostics;
  }

  void parse(Path file, String name, Sink sink) {
    if (Files.isDirectory(file)) {
      diagnostics.add(new Diagnostic("folder", name, "This is a folder.", "Name the files in it."));
      return;
    }
    RdfFormat format = RdfFormat.ofFileName(name).or(() -> formatOf(file)).orElse(null);
    if (format == null) {
      diagnostics.add(
          new Diagnostic(
              "unknown-format",
              name,
              "The format of (" + name + ") is not known.",
              "Name it .ttl, .nt, .nq or .trig; each may be followed by .gz."));
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      boolean zipped = name.endsWith(".gz") || file.toString().endsWith(".gz");
      parse(zipped ? new GZIPInputStream(in, 1 << 16) : in, format, name, sink);
    } catch (EOFException | ZipException e) {
      diagnostics.add(
          new Diagnostic(
              "damaged-gzip",
              name,
              "It is no whole gzip file.",
              "Compress it again, or name it without .gz if it is plain text."));
    } catch (NoSuchFileException e) {
      diagnostics.add(
          new Diagnostic(
              "no-such-file",
              name,
              "There is no file (" + file + ").",
              "Check its name and folder."));
    } catch (IOException e) {
      diagnostics.add(unreadable(name, e));
    }
  }

  private static Optional<RdfFormat> formatOf(Path file) {
    return RdfFormat.ofFileName(file.toString());
  }

  void parse(InputStream in, RdfFormat format, String name, Sink sink) throws IOException {
    Reader reader =
        new InputStreamReader(
            in,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    parse(reader, format, name, sink);
  }

  void parse(Reader in, RdfFormat format, String name, Sink sink) throws IOException {
    BufferedReader reader = new BufferedReader(in, 1 << 16);
    List<Diagnostic> found = new ArrayList<>();
    Positions profile = null;
    try {
      skipByteOrderMark(reader);
      Errors errors = new Errors(name, found);
      Tokenizer tokens = TokenizerText.create().source(reader).errorHandler(errors).build();
      profile = new Positions(name, format, errors);
      parserOf(format, tokens, profile, new Statements(sink, profile)).parse();
    } catch (Unreadable e) {
      // The diagnostic is in the list.
    } catch (RiotException e) {
      found.add(new Diagnostic("rdf-syntax", placeOf(name, profile), message(e), SYNTAX_HINT));
    } catch (RuntimeIOException e) {
      if (e.getCause() instanceof IOException cause) {
        found.add(unreadable(placeOf(name, profile), cause));
      } else {
        throw e;
      }
    } catch (CharacterCodingException e) {
      found.add(unreadable(name, e));
    } catch (StackOverflowError e) {
      // RIOT's parsers descend recursively; text from outside decides how deep.
      found.add(
          new Diagnostic(
              "rdf-nesting",
              placeOf(name, profile),
              "Brackets are nested too deeply.",
              "Give the inner nodes names."));
    }
    diagnostics.addAll(found);
  }

  private static void skipByteOrderMark(BufferedReader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
  }

  private static LangRIOT parserOf(
      RdfFormat format, Tokenizer tokens, Positions profile, Statements statements) {
    return switch (format) {
      case TURTLE -> new LangTurtle(tokens, profile, statements);
      case TRIG -> new LangTriG(tokens, profile, statements);
      case NTRIPLES -> new LangNTriples(tokens, profile, statements);
      case NQUADS -> new LangNQuads(tokens, profile, statements);
    };
  }

  private static IRIxResolver resolverOf(RdfFormat format, String name) {
    return switch (format) {
      case TURTLE, TRIG -> IRIxResolver.create().base(baseOf(name)).resolve(true).build();
      case NTRIPLES, NQUADS ->
          IRIxResolver.create().noBase().resolve(false).allowRelative(true).build();
    };
  }

  private static String baseOf(String name) {
    StringBuilder base = new StringBuilder("file:///");
    String path = name.replace('\\', '/').replaceFirst("^/+", "");
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "/._-~".indexOf(c) >= 0);
      base.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return base.toString();
  }

  private static String placeOf(String name, @Nullable Positions at) {
    return at == null || at.line <= 0 ? name : name + ":" + at.line + ":" + at.column;
  }

  private static Diagnostic unreadable(String place, IOException e) {
    String message =
        e instanceof CharacterCodingException
            ? "The text is not UTF-8."
            : "It cannot be read: " + message(e);
    return new Diagnostic("unreadable", place, message, "");
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Knows where the statement that was made last stands. */
  private static final class Positions extends ParserProfileStd {
    private long line;
    private long column;

    Positions(String name, RdfFormat format, ErrorHandler errors) {
      super(
          RiotLib.factoryRDF(
              LabelToNode.createScopeByDocumentHash(
                  UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)))),
          errors,
          resolverOf(format, name),
          PrefixMapFactory.create(),
          new Context(),
          true,
          false);
    }

    @Override
    public Triple createTriple(Node s, Node p, Node o, long atLine, long atColumn) {
      at(atLine, atColumn);
      return super.createTriple(s, p, o, atLine, atColumn);
    }

    @Override
    public Quad createQuad(Node g, Node s, Node p, Node o, long atLine, long atColumn) {
      at(atLine, atColumn);
      return super.createQuad(g, s, p, o, atLine, atColumn);
    }

    private void at(long atLine, long atColumn) {
      line = atLine;
      column = atColumn;
    }
  }

  private static final class Statements extends StreamRDFBase {
    private final Sink sink;
    private final Positions positions;

    Statements(Sink sink, Positions positions) {
      this.sink = sink;
      this.positions = positions;
    }

    @Override
    public void triple(Triple triple) {
      sink.statement(Quad.defaultGraphNodeGenerated, triple, positions.line, positions.column);
    }

    @Override
    public void quad(Quad quad) {
      Node graph = quad.isDefaultGraph() ? Quad.defaultGraphNodeGenerated : quad.getGraph();
      sink.statement(graph, quad.asTriple(), positions.line, positions.column);
    }

    @Override
    public void prefix(String prefix, String iri) {
      sink.prefix(prefix, iri);
    }
  }

  /**
   * Collects errors; RIOT goes on after an error and stops after a fatal one. Warnings are about
   * legal RDF, an ill-typed literal say, and are dropped.
   */
  private record Errors(String name, List<Diagnostic> found) implements ErrorHandler {
    @Override
    public void warning(String message, long line, long column) {}

    @Override
    public void error(String message, long line, long column) {
      add(message, line, column);
      if (found.size() >= MAXIMUM_DIAGNOSTICS) {
        throw new Unreadable();
      }
    }

    @Override
    public void fatal(String message, long line, long column) {
      add(message, line, column);
      throw new Unreadable();
    }

    private void add(String message, long line, long column) {
      String place = line > 0 ? name + ":" + line + ":" + column : name;
      found.add(new Diagnostic("rdf-syntax", place, message, SYNTAX_HINT));
    }
  }

  /** Ends the parsing of a document whose errors are in the list. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable() {
      super("The document is not RDF.", null, false, false);
    }
  }
}
