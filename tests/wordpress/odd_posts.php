<?php
// Posts of every odd kind, written into the WordPress that wp-up has made. A file that this script
// leaves behind says by which name a test finds each of them: name → number, as JSON.
require getenv('WP_UP_BOOT');
require_once ABSPATH . 'wp-admin/includes/image.php';
wp_set_current_user(1);
kses_remove_filters();                      // its administrator may write what they like
$numbers = [];
global $wpdb;

// wp_slash: what is written is what stands here. Dates ascend, so that none is by chance today's.
$day = new DateTime('2011-01-03 10:00:00');
function post(string $name, array $fields = [], array $raw = []): int {
    global $numbers, $day, $wpdb;
    $day->modify('+3 days');
    $fields += ['post_status' => 'publish', 'post_title' => $name, 'post_content' => "Text om $name.",
                'post_date' => $day->format('Y-m-d H:i:s')];
    $id = wp_insert_post(wp_slash($fields), true);
    if (is_wp_error($id)) { fwrite(STDERR, "$name: " . $id->get_error_message() . "\n"); exit(1); }
    // A post that was never changed since, as most are; and whatever no form would let through.
    $raw += ['post_modified' => get_post($id)->post_date, 'post_modified_gmt' => get_post($id)->post_date_gmt];
    $wpdb->update($wpdb->posts, $raw, ['ID' => $id]);
    clean_post_cache($id);
    return $numbers[$name] = $id;
}
function text(string $name, string $content, array $fields = []): int {
    return post($name, $fields + ['post_content' => $content]);
}
function upload(string $file, string $title, string $caption = '', string $alt = '', int $parent = 0, int $order = 0): int {
    $path = wp_upload_dir()['basedir'] . "/2015/03/$file";
    wp_mkdir_p(dirname($path));
    if (preg_match('~\.png$~', $file)) {
        $image = imagecreatetruecolor(640, 480);
        imagepng($image, $path);
    } else {
        file_put_contents($path, "no real $file");
    }
    $id = wp_insert_attachment(['post_title' => $title, 'post_excerpt' => $caption, 'post_mime_type' => wp_check_filetype($file)['type'],
        'menu_order' => $order, 'post_date' => '2015-03-01 10:00:00', 'guid' => content_url("uploads/2015/03/$file")], $path, $parent);
    if (preg_match('~\.png$~', $file)) wp_update_attachment_metadata($id, wp_generate_attachment_metadata($id, $path));
    if ($alt !== '') update_post_meta($id, '_wp_attachment_image_alt', $alt);
    return $id;
}

// --- terms: an ampersand, a parent, a name that two of them have ------------------------------
$projects = wp_insert_term('Projekt & nätverk', 'category')['term_id'];
$below = wp_insert_term('Byns "bästa" idéer', 'category', ['parent' => $projects])['term_id'];
$same = wp_insert_term('Projekt & nätverk', 'category', ['parent' => $below, 'slug' => 'andra'])['term_id'];
wp_insert_term('Tom kategori', 'category');
post('in categories', ['post_category' => [$projects, $below], 'tags_input' => ['ASF:er', 'Mat & dryck', "l'été", '2017', 'räkmacka <3']]);
post('in the category of none', ['post_category' => [1]]);
post('in the category of none and another', ['post_category' => [1, $below]]);
post('in two of one name', ['post_category' => [$projects, $same]]);

// --- titles ------------------------------------------------------------------------------------
foreach ([
    'title with an ampersand' => 'Mat & dryck', 'title escaped twice' => 'Mat &amp;amp; dryck', 'title escaped' => 'Mat &amp; dryck',
    'title with tags' => 'Ett <em>viktigt</em> <strong>möte</strong><br>i dag', 'title of figures' => '2017', 'title of zero' => '0',
    'title with quotes' => 'Han sa "ja" och \'nej\' -- "inte 5\' 10""', 'title with a comparison' => 'a < b > c', 'title with nbsp' => "Ett\u{a0}hårt&nbsp;mellanrum",
    'title with soft hyphens' => "Arbets\u{ad}marknads\u{200b}dag", 'title in NFD' => "A\u{30a}rsmo\u{308}te", 'title in emoji' => '🎉 Fest 👩‍👩‍👧',
    'title of spaces' => '   ', 'title with a shortcode' => 'Läs [gallery] här', 'title of dots' => '...', 'title very long' => str_repeat('Långt ord och ', 40),
    'title with Wordpress' => 'Om Wordpress', 'title of markdown' => '# *inte* [en](länk) _rubrik_', 'title with a script' => 'Hej <script>alert(1)</script>då',
    'title with an entity' => 'Tack &hearts; &#8211; hej &copy', 'title with lines' => "Två\nrader\ttext",
] as $name => $title) post($name, ['post_title' => $title]);
post('title none', ['post_title' => '', 'post_content' => 'Den första meningen står för rubriken. Den andra gör det inte.']);
post('text none', ['post_content' => '']);
post('text of spaces', ['post_content' => " \n&nbsp;\n "]);
post('same title', ['post_title' => 'Samma rubrik', 'post_content' => 'Den ena.', 'post_date' => '2014-04-04 12:00:00']);
post('same title and day', ['post_title' => 'Samma rubrik', 'post_content' => 'Den andra.', 'post_date' => '2014-04-04 12:00:00']);

// --- slugs, guids, kinds of posts --------------------------------------------------------------
post('slug of figures', ['post_name' => '2017']);
post('slug in Swedish', ['post_name' => 'året-på-ön-å-ä-ö']);
post('slug none', [], ['post_name' => '']);
post('slug long', ['post_name' => str_repeat('mycket-langt-', 30)]);
post('guid of an older site', [], ['guid' => 'http://gamla.example.org/?p=77&post_type=post']);
post('guid that is no address', [], ['guid' => 'urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a']);
post('guid none', [], ['guid' => '']);
post('guid of another one', [], ['guid' => 'http://gamla.example.org/?p=77&post_type=post']);
stick_post(post('sticky'));
set_post_format(post('aside', ['post_title' => '', 'post_content' => 'En kort rad utan rubrik.']), 'aside');
set_post_format(post('quotation', ['post_content' => '<blockquote>Ord.</blockquote>']), 'quote');
$id = post('slug changed', ['post_name' => 'det-gamla-namnet']);
wp_update_post(['ID' => $id, 'post_name' => 'det-nya-namnet']);
$wpdb->update($wpdb->posts, ['post_modified' => '2012-01-01 00:00:00', 'post_modified_gmt' => '2011-12-31 23:00:00'], ['ID' => $id]);

// --- never public: none of these words may come out --------------------------------------------
foreach (['private', 'draft', 'pending', 'trash', 'auto-draft'] as $status)
    post("kept $status", ['post_status' => $status, 'post_title' => "Hemligt $status", 'post_content' => "Hemligheten $status."]);
post('kept scheduled', ['post_status' => 'future', 'post_title' => 'Hemligt sedan', 'post_content' => 'Hemligheten sedan.', 'post_date' => '2047-01-01 12:00:00']);
post('kept by a password', ['post_password' => 'sesam', 'post_title' => 'Hemligt bakom', 'post_content' => 'Hemligheten bakom.']);
post('kept by a password, in blocks', ['post_password' => '0', 'post_title' => 'Hemligt noll', 'post_content' => '<!-- wp:paragraph --><p>Hemligheten noll.</p><!-- /wp:paragraph -->']);
post('a page', ['post_type' => 'page', 'post_title' => 'Hemligt om oss', 'post_content' => 'En sida.']);
wp_insert_comment(['comment_post_ID' => $numbers['sticky'], 'comment_content' => 'Hemlig kommentar', 'comment_author' => 'Hemlig Person', 'comment_approved' => 1]);

// --- days --------------------------------------------------------------------------------------
post('day in the hole of summer time', ['post_date' => '2017-03-26 02:30:00']);
post('day in the double hour', ['post_date' => '2017-10-29 02:30:00']);
post('day new year, last year in Greenwich', ['post_date' => '2016-01-01 00:30:00']);
post('day new year, of summer', ['post_date' => '2016-07-01 01:30:00']);
post('day changed later', [], ['post_modified' => '2019-05-05 10:00:00', 'post_modified_gmt' => '2019-05-05 08:00:00']);
post('day changed the same day', ['post_date' => '2018-02-02 10:00:00'], ['post_modified' => '2018-02-02 23:59:00', 'post_modified_gmt' => '2018-02-02 22:59:00']);
post('day changed before', ['post_date' => '2018-02-02 10:00:00'], ['post_modified' => '2008-02-02 10:00:00', 'post_modified_gmt' => '2008-02-02 09:00:00']);
post('day changed by midnight', ['post_date' => '2018-02-02 23:50:00'], ['post_modified' => '2018-02-03 00:10:00', 'post_modified_gmt' => '2018-02-02 23:10:00']);
post('day of zeros in Greenwich', ['post_date' => '2013-08-08 00:30:00'], ['post_date_gmt' => '0000-00-00 00:00:00']);
post('day of zeros here', [], ['post_date' => '0000-00-00 00:00:00', 'post_date_gmt' => '2013-12-31 23:30:00']);
post('day of zeros here, in summer', [], ['post_date' => '0000-00-00 00:00:00', 'post_date_gmt' => '2013-06-30 22:30:00']);
post('day of zeros', [], ['post_date' => '0000-00-00 00:00:00', 'post_date_gmt' => '0000-00-00 00:00:00', 'post_modified' => '2013-09-09 10:00:00', 'post_modified_gmt' => '2013-09-09 08:00:00']);
post('day of zeros, all of them', [], ['post_date' => '0000-00-00 00:00:00', 'post_date_gmt' => '0000-00-00 00:00:00', 'post_modified' => '0000-00-00 00:00:00', 'post_modified_gmt' => '0000-00-00 00:00:00']);
post('day changed of zeros', [], ['post_modified' => '0000-00-00 00:00:00', 'post_modified_gmt' => '0000-00-00 00:00:00']);
post('day long ago', ['post_date' => '1932-05-05 10:00:00']);
post('day to come, but published', [], ['post_date' => '2046-05-05 10:00:00', 'post_date_gmt' => '2046-05-05 08:00:00']);

// --- classic text ------------------------------------------------------------------------------
$samples = require __DIR__ . '/odd_texts.php';
$png1 = upload('torget.png', 'Torget', 'Folk på torget en "lördag" & <em>söndag</em>', 'Ett torg');
$png2 = upload('kvarnen.png', 'Kvarnen');
$png3 = upload('an.png', 'Ån', '', 'Å & ä "i" <b>ö</b>');
$big = upload('stor-300x200.png', 'Stor', 'Med mått i namnet');
$mp3 = upload('samtal.mp3', 'Samtal "ett"', 'Om kaffe');
$mp4 = upload('film.mp4', 'Film & rörelse');
$pdf = upload('stadgar.pdf', 'Stadgar');
$at = content_url('uploads/2015/03');
$shared = post('shared block', ['post_type' => 'wp_block', 'post_content' => "<!-- wp:paragraph --><p>Det delade stycket, \"ett\".</p><!-- /wp:paragraph -->\n<!-- wp:latest-posts /-->"]);
$shared_draft = post('shared block kept', ['post_type' => 'wp_block', 'post_status' => 'draft', 'post_content' => '<!-- wp:paragraph --><p>Hemligt delat.</p><!-- /wp:paragraph -->']);
$around = post('shared block around', ['post_type' => 'wp_block', 'post_content' => "<!-- wp:group --><div class=\"wp-block-group\"><!-- wp:block {\"ref\":$shared} /--><!-- wp:paragraph --><p>Och runt om.</p><!-- /wp:paragraph --></div><!-- /wp:group -->"]);
$itself = post('shared block in itself', ['post_type' => 'wp_block', 'post_content' => 'x']);
$wpdb->update($wpdb->posts, ['post_content' => "<!-- wp:paragraph --><p>En gång.</p><!-- /wp:paragraph --><!-- wp:block {\"ref\":$itself} /-->"], ['ID' => $itself]);
$wpdb->update($wpdb->posts, ['post_password' => 'x', 'post_content' => '<!-- wp:paragraph --><p>Hemligt låst.</p><!-- /wp:paragraph -->'],
    ['ID' => $locked = post('shared block locked', ['post_type' => 'wp_block'])]);
$put = ['{png1}' => $png1, '{png2}' => $png2, '{png3}' => $png3, '{big}' => $big, '{mp3}' => $mp3, '{mp4}' => $mp4, '{pdf}' => $pdf, '{at}' => $at,
        '{shared}' => $shared, '{shared_draft}' => $shared_draft, '{around}' => $around, '{itself}' => $itself, '{locked}' => $locked,
        '{home}' => home_url(), '{page}' => get_permalink($numbers['in categories'])];
foreach ($samples as $name => $content) text($name, strtr($content, $put));
foreach (['block cover of the post', 'block dynamic, others'] as $name) set_post_thumbnail($numbers[$name], $png1);
wp_trash_post($trashed = upload('bortkastad.png', 'Bortkastad'));
text('shortcode gallery with what is gone', "[gallery ids=\"$trashed,$png1\"]");
$own = post('with files of its own', ['post_content' => "Bilder:\n\n[gallery]\n\n[playlist]\n\n[audio]"]);
upload('egen-b.png', 'B', 'Den andra', '', $own, 2);
upload('egen-a.png', 'A', 'Den första', '', $own, 1);
upload('egen.mp3', 'Ljud', '', '', $own);
file_put_contents(getenv('WP_UP_STATE') . '/odd-posts.json', json_encode($numbers));
fwrite(STDERR, count($numbers) . " odd posts\n");
