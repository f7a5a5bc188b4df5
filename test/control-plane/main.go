// control-plane: etcd, kube-apiserver, kube-controller-manager and kubectl in one binary, for test rigs.
// argv[0] (a link) or the first argument picks the program.
//
// TEST_JOB_BACKOFF=100ms shortens what a failed Job Pod waits for (10 s, doubled each time, as released), so that a
// test sees the real Job controller retry without waiting for it.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
	_ "time/tzdata" // time zones of CronJobs, wherever the machine has none

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	kubectl "k8s.io/kubectl/pkg/cmd"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	kcm "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	"k8s.io/kubernetes/pkg/controller/job"
)

var programs = map[string]func(){
	"etcd":                    func() { etcdmain.Main(os.Args) },
	"kube-apiserver":          command(apiserver.NewAPIServerCommand),
	"kube-controller-manager": command(newControllerManager),
	"kubectl":                 command(kubectl.NewDefaultKubectlCommand),
	"tar-list":                tarList,
}

func main() {
	name := filepath.Base(os.Args[0])
	if _, known := programs[name]; !known && len(os.Args) > 1 {
		name, os.Args = os.Args[1], os.Args[1:]
	}
	run, known := programs[name]
	if !known {
		fail(fmt.Errorf("unknown program %q: etcd, kube-apiserver, kube-controller-manager, kubectl, tar-list", name))
	}
	run()
}

func command(create func() *cobra.Command) func() {
	return func() { os.Exit(cli.Run(create())) }
}

func newControllerManager() *cobra.Command {
	if value := os.Getenv("TEST_JOB_BACKOFF"); value != "" {
		backoff, err := time.ParseDuration(value)
		if err != nil {
			fail(fmt.Errorf("TEST_JOB_BACKOFF: %w", err))
		}
		job.DefaultJobPodFailureBackOff = backoff
		job.SyncJobBatchPeriod = min(job.SyncJobBatchPeriod, backoff)
	}
	return kcm.NewControllerManagerCommand()
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(2)
}
