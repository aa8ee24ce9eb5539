#!/bin/sh
# WebAnno TSV 3, made by another tool: each sample of $MANICULE_TESTDATA is imported, exported again,
# imported into an empty project and exported once more. Python reads the files on its own and says
# whether text, marks, relations, slots and chains are the same. What is refused is listed here with
# the reason.
. tests/lib/tap.sh
judge() { python3 -X utf8 tests/formats/judge_webanno.py "$@"; }
python3 -c pass 2>/dev/null || { skip "WebAnno TSV" "no python3"; finish; }
[ -d "$MANICULE_TESTDATA/inception-webanno-tsv" ] || { skip "WebAnno TSV" "no MANICULE_TESTDATA"; finish; }
inception=$MANICULE_TESTDATA/inception-webanno-tsv
gum=$MANICULE_TESTDATA/gum-wikinews

fresh() { # PROJECT...
    for project; do
        rm -rf "$work/$project" "$work/$project.out" || return 1
        "$MANICULE" init "$work/$project" --as lea >/dev/null || return 1
    done
}
reads() { # PROJECT FILE [OPTION...]
    project=$1 file=$2
    shift 2
    "$MANICULE" import "$work/$project" "$file" --annotator ann --add-labels --as lea "$@"
}
writes() { # PROJECT
    "$MANICULE" export "$work/$1" --format webanno --strict -o "$work/$1.out" --as lea
}

# there FILE: into a project, out, into another, out; and in once more, which changes nothing.
there() {
    base=$(basename "$1" .tsv)
    fresh one two && reads one "$1" && writes one && reads two "$work/one.out/$base.tsv" && writes two &&
        judge same "$1" "$work/one.out/$base.tsv" &&
        cmp "$work/one.out/$base.tsv" "$work/two.out/$base.tsv" &&
        "$MANICULE" export "$work/one" -o "$work/one.jsonl" --as lea && judge records "$1" "$work/one.jsonl" &&
        "$MANICULE" export "$work/two" -o "$work/two.jsonl" --as lea &&
        judge records "$1" "$work/two.jsonl" && again one "$1"
}
again() { # PROJECT FILE
    "$MANICULE" export "$work/$1" -o "$work/before.jsonl" --as lea && reads "$1" "$2" &&
        "$MANICULE" export "$work/$1" --as lea | cmp - "$work/before.jsonl"
}

# holds FILE COUNTS: marks, relations, slots, chains, marks of no length, as Python counts them.
holds() { same "$2" "$(judge count "$1")"; }

while read -r sample counts; do
    it "$sample holds $counts" holds "$inception/$sample/reference.tsv" "$counts"
    it "$sample comes back the same" there "$inception/$sample/reference.tsv"
done <<'.'
sampleSlotAnnotation2 2 0 1 0 0
testAnnotationWithLeadingWhitespaceAtStart 1 0 0 0 0
testElevatedType 1 0 0 0 0
testMultiTokenChain 2 0 0 1 0
testMultiTokenSpanWithoutFeatureValue 1 0 0 0 0
testMultiTokenStackedSpanWithoutFeatureValue 2 0 0 0 0
testSentenceId 0 0 0 0 0
testSentenceWithLineBreak 1 0 0 0 0
testSentenceWithTab 1 0 0 0 0
testSimpleCrossSenenceSlotFeature 3 0 2 0 0
testSingleStackedNonTokenOverlappingRelationWithoutFeatureValue 4 1 0 0 0
testSingleTokenRelationWithFeatureValue 2 1 0 0 0
testStackedComplexSlotFeatureWithoutValues 4 0 4 0 0
testSubMultiTokenSpanWithoutFeatureValue 1 0 0 0 0
testSubMultiTokenSpanWithoutFeatureValue2 1 0 0 0 0
testTokenBoundedSpanWithFeatureValue 5 0 0 0 0
testTokenBoundedSpanWithNastyFeatureValue 5 0 0 0 0
testTokenBoundedSpanWithUnderscoreFeatureValue 5 0 0 0 0
testTokenBoundedSpanWithoutFeatureValue 5 0 0 0 0
testTokenBoundedStackedLookAlike 5 0 0 0 0
testTokenBoundedStackedSpanWithFeatureValue 10 0 0 0 0
testUnsetSlotFeature 3 0 0 0 0
.

it "the longer example holds what Python counts" holds "$inception/tsv3-example2.tsv" "95 86 0 0 0"
it "the longer example comes back the same" there "$inception/tsv3-example2.tsv"
while read -r sample counts; do
    it "$sample holds $counts" holds "$gum/$sample.tsv" "$counts"
    it "$sample comes back the same" there "$gum/$sample.tsv"
done <<'.'
GUM_news_afghan 276 130 0 0 0
GUM_news_asylum 102 48 0 0 0
GUM_news_crane 78 37 0 0 0
GUM_news_korea 107 56 0 0 0
.

# refused NAME LINE COUNT: marks of no length stop the import at the first; left out, each is told, and the
# rest comes back the same.
refused() {
    file=$inception/$1/reference.tsv
    fresh one two && ! reads one "$file" 2>"$work/told" &&
        grep -q "reference.tsv:$2: .* is empty; a span has at least one character" "$work/told" || return 1
    exits 3 reads one "$file" --on-error skip 2>"$work/told" || return 1
    same "$3" "$(grep -c 'is empty; a span has at least one character' "$work/told")" && writes one &&
        judge same "$file" "$work/one.out/reference.tsv"
}
while read -r sample line count; do
    it "$sample: $count of no length are refused" refused "$sample" "$line" "$count"
done <<'.'
testSubMultiTokenSpanWithFeatureValue 11 3
testZeroLengthSpansWithoutFeatureValues 7 2
testZeroWidthAnnotationBeforeFirstTokenIsMovedToBeginOfFirstToken 7 1
testZeroWidthAnnotationBeyondLastTokenIsMovedToEndOfLastToken 8 1
.

all_named() {
    count=$(find "$inception" "$gum" -name '*.tsv' | wc -l)
    same $((22 + 1 + 4 + 4)) "$count"
}
it "no sample was left out above" all_named

# The judge can say no.
changed() {
    sed "$1" "$gum/GUM_news_crane.tsv" >"$work/changed.tsv" && ! cmp -s "$work/changed.tsv" "$gum/GUM_news_crane.tsv" &&
        ! judge same "$gum/GUM_news_crane.tsv" "$work/changed.tsv"
}
it "another label would be seen" changed '0,/person\[1\]/s//place[1]/'
it "another end of a relation would be seen" changed '0,/3-3\[16_4\]/s//3-3[15_4]/'
it "another feature would be seen" changed '0,/new\[3\]/s//old[3]/'

# A CRLF, an emoji, a combining mark and a family of four before marks that nest, cross, cut words, go over
# paragraphs and begin in white space: places are UTF-16 units, as Python cuts them.
hard() {
    python3 -X utf8 - "$work/hard.jsonl" <<'.' || return 1
import hashlib, json, sys
text = (' \t\r\n\U0001f332 Ame\u0301lie said:\r\n\r\n \u201cTwo\ttons \\ of_it*\u201d\n\n\n'
        '\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 [1] a|b -> c; \u6751\u9577\u306f \U0001f332\n ')
def span(label, words, cut=0, more=0, **attributes):
    start = text.index(words) + cut
    end = start - cut + len(words) + more
    return dict(label=label, start=start, end=end, text=text[start:end], attributes=attributes, origin='manual')
spans = [span('quote', '\u201cTwo\ttons \\ of_it*\u201d', type='direct'),
         span('speaker', 'Ame\u0301lie', name='Am|[1]*_;->\\\n\r\t\U0001f332'), span('speaker', 'lie said'),
         span('location', 'said:\r\n\r\n \u201cTwo'), span('location', '\t\r\n\U0001f332'),
         span('amount', '\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466'), span('amount', '[1] a|b'),
         span('amount', 'b -> c'), span('location', '\u9577\u306f \U0001f332'), span('location', '\U0001f332\n ')]
for i, s in enumerate(spans):
    s['id'] = '01990000-0000-7000-8000-%012x' % i
links = [dict(id='01990000-0000-7000-8000-0000000000ff', type='said-by', **{'from': spans[0]['id'], 'to': spans[1]['id']})]
record = dict(manicule=1, document='hard', id='01990000-0000-7000-8000-0000000000fe',
              sha256=hashlib.sha256(text.encode()).hexdigest(), offset_unit='codepoint', text=text,
              set='person', annotator='ann', status='done', spans=spans, relations=links)
json.dump(record, open(sys.argv[1], 'w', newline=''))
print(file=open(sys.argv[1], 'a', newline=''))
.
    fresh one two && "$MANICULE" import "$work/one" "$work/hard.jsonl" --as lea && writes one &&
        same "10 1 0 0 0" "$(judge count "$work/one.out/hard.tsv")" &&
        judge records "$work/one.out/hard.tsv" "$work/hard.jsonl" &&
        "$MANICULE" import "$work/two" "$work/one.out/hard.tsv" --annotator ann --as lea && writes two &&
        cmp "$work/one.out/hard.tsv" "$work/two.out/hard.tsv" &&
        "$MANICULE" export "$work/two" -o "$work/two.jsonl" --as lea &&
        judge records "$work/one.out/hard.tsv" "$work/two.jsonl"
}
it "places are right behind what is hard on them" hard

# Two annotators and a curator: what both say is what the curator kept.
triples=$MANICULE_TESTDATA/inception-curation
merged() { # TRIPLE WHAT-ADJUDICATE-SAYS
    folder=$triples/$1
    fresh one two && for who in user1 user2; do
        "$MANICULE" import "$work/one" "$folder/$who.tsv" --format webanno --annotator $who --add-labels \
            --as lea >/dev/null || return 1
    done
    said=$("$MANICULE" adjudicate "$work/one" --agreed --as lea) || return 1
    case $said in "$2"*) ;; *) same "$2" "$said" || return 1 ;; esac
    case $2 in 0*) return 0 ;; esac
    "$MANICULE" export "$work/one" --gold --format webanno -o "$work/one.out" --as lea &&
        judge same "$folder/curator.tsv" "$work/one.out/user1.tsv" &&
        "$MANICULE" import "$work/two" "$folder/curator.tsv" --set gold --add-labels --as lea &&
        "$MANICULE" export "$work/two" --gold --format webanno -o "$work/two.out" --as lea &&
        cmp "$work/one.out/user1.tsv" "$work/two.out/curator.tsv"
}
it "simpleSpanNoDiffWithLabelTest: gold is the curator's" merged simpleSpanNoDiffWithLabelTest "1 document finished"
it "simpleRelNoDiffTest: gold is the curator's" merged simpleRelNoDiffTest "1 document finished"
for triple in simpleRelTypeDiffTest simpleSpanDiffWithLabelTest simpleSpanDiffIncompleteTest; do
    it "$triple: it waits in the queue" merged $triple "0 documents finished: all readers agree
1 with differences"
done

finish
