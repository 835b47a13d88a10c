"""Local clustering of igraph's C library on a graph of rmat.mjs: CPU seconds and the mean, as JSON."""
import array, json, sys, time
import igraph

with open(sys.argv[1], "rb") as file:
    head = array.array("i")
    head.fromfile(file, 2)
    ends = array.array("i")
    ends.fromfile(file, 2 * head[1])
flat = ends.tolist()
graph = igraph.Graph(n=head[0], edges=list(zip(flat[0::2], flat[1::2])))
begin = time.process_time()
values = graph.transitivity_local_undirected(mode="zero")
seconds = time.process_time() - begin
print(json.dumps({"version": igraph.__version__, "lcc": seconds, "meanLcc": sum(values) / len(values)}))
