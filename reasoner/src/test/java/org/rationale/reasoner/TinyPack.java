package org.rationale.reasoner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small whole pack in a folder, whose files a test may change before it is opened. */
record TinyPack(Path folder) {

  static TinyPack in(Path folder) throws IOException {
    TinyPack pack = new TinyPack(folder);
    pack.write(
        "pack.yaml",
        """
        name: tiny
        title: A tiny pack
        version: 1.0.0
        use: Tests.
        limits: [It must not be used for anything else.]
        prefixes: {t: "https://example.org/tiny#"}
        knowledge: [knowledge.ttl]
        shapes: {knowledge: [shapes.ttl], percepts: [percepts.ttl]}
        rules: [rules.srl]
        drl: [rules.drl]
        perceptors:
          - id: vitals
            kind: fields
            input: vitals
            fields:
              temperature: {predicate: t:temperature, unit: Cel, min: 25, max: 45}
              pulse: {predicate: t:pulse, unit: /min, min: 10, max: 300}
        questions:
          - id: illness
            label: Which illness?
            candidates: "?subject t:ill ?answer"
            policy: {kind: most-probable, threshold: 0.5}
            needs: [vitals, vitals.temperature, vitals.pulse]
            caution: A person decides.
          - id: all
            candidates: "?subject t:ill ?answer"
            policy: {kind: all-above, threshold: 0.1}
          - id: score
            candidates: "?subject t:score ?answer"
            policy: {kind: score-value}
            needs: [vitals.pulse]
        """);
    pack.write(
        "knowledge.ttl",
        """
        PREFIX t: <https://example.org/tiny#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        t:Flu a t:Illness ; rdfs:label "influenza" .
        t:Cold a t:Illness ; rdfs:label "common cold" .
        t:Cold t:commonerThan t:Flu .
        """);
    pack.write(
        "shapes.ttl",
        """
        PREFIX t: <https://example.org/tiny#>
        PREFIX sh: <http://www.w3.org/ns/shacl#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        t:IllnessShape a sh:NodeShape ; sh:targetClass t:Illness ;
          sh:property [ sh:path rdfs:label ; sh:minCount 1 ; sh:message "An illness needs a label." ] .
        """);
    pack.write(
        "percepts.ttl",
        """
        PREFIX t: <https://example.org/tiny#>
        PREFIX sh: <http://www.w3.org/ns/shacl#>
        t:PulseShape a sh:NodeShape ; sh:targetSubjectsOf t:pulse ;
          sh:property [ sh:path t:temperature ; sh:minCount 1 ; sh:message "A pulse comes with a temperature." ] .
        """);
    pack.write(
        "rules.srl",
        """
        PREFIX t: <https://example.org/tiny#>
        #: label "{?p} may have influenza: {?t} degrees"
        #: probability 0.8
        RULE t:flu { ?p t:ill t:Flu } WHERE { ?p t:temperature ?t . FILTER(?t > 38) }
        #: probability 0.3
        RULE t:cold { ?p t:ill t:Cold } WHERE { ?p t:temperature ?t }
        """);
    pack.write(
        "rules.drl",
        """
        package tiny
        import org.rationale.rules.drl.Statement
        global org.rationale.rules.drl.Conclusions conclusions
        rule "t:fast"
        when
          Statement(predicate == "t:pulse", number > 100, $p : subject)
        then
          conclusions.conclude(drools, $p, "t:point", "t:Fast");
        end
        rule "t:total"
        when
          Statement(predicate == "t:pulse", $p : subject)
          accumulate(Statement(subject == $p, predicate == "t:point", $c : object); $n : count($c))
        then
          conclusions.conclude(drools, $p, "t:score", $n);
        end
        """);
    return pack;
  }

  void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  void replace(String name, String old, String replacement) throws IOException {
    String content = Files.readString(folder.resolve(name));
    if (!content.contains(old)) {
      throw new IllegalArgumentException("The file (%s) has no (%s).".formatted(name, old));
    }
    write(name, content.replace(old, replacement));
  }
}
