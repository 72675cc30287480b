package article
import ("testing";"os";"path/filepath";"fmt";"strings")
func TestZZ(t *testing.T){
 for _, pat := range strings.Split(os.Getenv("ZZ")," ") {
 files,_ := filepath.Glob(pat)
 for _, f := range files { b,_ := os.ReadFile(f); p := newPage(decode(b)); r := p.comments(nil); if r==nil {fmt.Println(filepath.Base(f),"NONE"); continue}
  fmt.Println(filepath.Base(f), r.shape, "head", r.heads.head, "kind", r.heads.kind, "n", len(r.drafts), "end", r.end, "limit", r.limit, "of", len(p.lines))
  show := func(tag string, from, to int){ for i := from; i<to; i++ { l := &p.lines[i]; if l.blank() {continue}; k,_,_ := l.heading(); if tag=="B" && (k==hEnd||k==hForm||k==hClosed) { break }; if !l.plain()&& !l.quote || k!=hNone {continue}; x := l.raw; if len(x)>150 {x=x[:150]}; fmt.Printf("   %s %d prose=%v nav=%v promo=%v %s\n",tag,i+1,prose(l),navLine(l),promo(l.text),x) } }
  if r.heads.head>=0 { show("A", r.start, r.drafts[0].start) }
  show("B", r.end, r.limit)
 }}
}
