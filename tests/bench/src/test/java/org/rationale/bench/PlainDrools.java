package org.rationale.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;
import org.rationale.rules.drl.DrlRules;
import org.rationale.rules.drl.Statement;

/**
 * The DRL rules of a pack as a user of Drools alone would run them: one session that keeps what
 * cases share, conclusions by {@code insertLogical}, each case's facts inserted and deleted again.
 * It takes uncertain facts for true, and nothing is recorded.
 */
public final class PlainDrools implements AutoCloseable {

  private static final String PACKAGE = "plain";

  private final DrlRules rules;
  private final Map<String, String> prefixes;
  private final KieSession session;

  PlainDrools(List<Path> files, Map<String, String> prefixes) {
    this.rules = DrlRules.compile(files, prefixes);
    this.prefixes = prefixes;
    KieServices services = KieServices.get();
    ReleaseId id = services.newReleaseId("org.rationale.bench", PACKAGE, "1");
    KieFileSystem folder = services.newKieFileSystem();
    folder.generateAndWritePomXML(id);
    for (int i = 0; i < files.size(); i++) {
      folder.write("src/main/resources/plain/r%d.drl".formatted(i), plain(files.get(i)));
    }
    KieBuilder builder = services.newKieBuilder(folder);
    builder.buildAll(ExecutableModelProject.class);
    if (builder.getResults().hasMessages(Message.Level.ERROR)) {
      throw new IllegalStateException(builder.getResults().toString());
    }
    session = services.newKieContainer(id).getKieBase().newKieSession();
  }

  private static String plain(Path file) {
    try {
      return Files.readString(file)
          .replaceFirst(
              "global org\\.rationale\\.rules\\.drl\\.Conclusions conclusions",
              "import function %s.statement".formatted(PlainDrools.class.getName()))
          .replaceAll("conclusions\\.conclude\\(drools, (.*)\\);", "insertLogical(statement($1));");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a rule's consequence concludes. */
  public static Statement statement(String subject, String predicate, Object object) {
    return new Statement(
        subject,
        predicate,
        switch (object) {
          case Long whole -> BigDecimal.valueOf(whole);
          case BigDecimal exact -> stripped(exact);
          default -> object;
        });
  }

  /** Gives the session what all cases share. */
  void share(Collection<Triple> facts) {
    statements(facts, this::sees).forEach(session::insert);
    session.fireAllRules();
  }

  /** Whether some rule could match a fact. */
  boolean sees(Triple fact) {
    return rules.sees(fact);
  }

  /** Those facts that are wanted, in the form of DRL. */
  List<Statement> statements(Collection<Triple> facts, Predicate<Triple> wanted) {
    return facts.stream()
        .filter(wanted)
        .map(
            fact ->
                new Statement(
                    written(fact.getSubject()),
                    written(fact.getPredicate()),
                    value(fact.getObject())))
        .toList();
  }

  /** Fires the rules over a case and forgets it. */
  void run(List<Statement> facts) {
    List<FactHandle> handles = new ArrayList<>(facts.size());
    for (Statement fact : facts) {
      handles.add(session.insert(fact));
    }
    session.fireAllRules();
    handles.forEach(session::delete);
  }

  /** All that holds in a case. */
  Set<Statement> conclusions(List<Statement> facts) {
    List<FactHandle> handles = facts.stream().map(fact -> session.insert((Object) fact)).toList();
    session.fireAllRules();
    Set<Statement> all = new HashSet<>();
    session.getObjects().forEach(object -> all.add((Statement) object));
    handles.forEach(session::delete);
    return all;
  }

  private Object value(Node node) {
    if (!node.isLiteral()) {
      return written(node);
    }
    return switch (node.getLiteralValue()) {
      case Boolean truth -> truth;
      case Number number -> stripped(new BigDecimal(node.getLiteralLexicalForm()));
      default -> node.getLiteralLexicalForm();
    };
  }

  private static BigDecimal stripped(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private String written(Node node) {
    String iri = node.toString();
    for (Map.Entry<String, String> prefix : prefixes.entrySet()) {
      if (iri.startsWith(prefix.getValue())) {
        return prefix.getKey() + ":" + iri.substring(prefix.getValue().length());
      }
    }
    return iri;
  }

  @Override
  public void close() {
    session.dispose();
    rules.close();
  }
}
